# What the scripts of this folder begin with; they source it as their first act.
set -euo pipefail
benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
home=$(dirname "$benchmarks")
stellator=$home/stellator

# Prints the comment at the top of the script and ends.
usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
  exit 2
}

# A folder that is gone when the script ends.
scratch_folder() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
}

# Builds the product and the programs of this folder where they are missing, then runs one of the programs:
# bench [options of the Java virtual machine] -- PROGRAM [arguments]
bench() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  local program=$1
  shift
  "$stellator" help > /dev/null
  if [ ! -d "$benchmarks/target/classes" ]; then
    mvn -B -ntp -q -f "$home/pom.xml" -pl benchmarks -am -DskipTests -Dspotless.check.skip=true package >&2
  fi
  java "${options[@]}" -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dlog4j2.StatusLogger.level=OFF \
    --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED \
    -cp "$benchmarks/target/classes:$home/cli/target/stellator.jar:$home/cli/target/lib/*" \
    "dev.stellator.benchmarks.$program" "$@"
}

# The benchmarks of the code by JMH.
jmh() {
  local libraries=$benchmarks/target/jmh.classpath
  mvn -B -ntp -q -f "$home/pom.xml" -pl benchmarks -am -DskipTests -Dspotless.check.skip=true package \
    dependency:build-classpath -Dmdep.outputFile="$libraries" -Dmdep.includeScope=runtime >&2
  java -cp "$benchmarks/target/classes:$(cat "$libraries")" org.openjdk.jmh.Main "$@"
}
