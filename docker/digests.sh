#!/bin/bash
# Pins the base images by digest: asks the registry for the digests of the tags, and writes docker/.env, which compose reads.
# Needs docker with buildx, and the network.
set -euo pipefail
cd "$(dirname "$0")"
pin() {
  local name=$1 image=$2 digest
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "digests.sh: no digest of $image: $digest" >&2; exit 1; }
  printf '%s=%s@%s\n' "$name" "$image" "$digest"
}
{
  pin BUILD_IMAGE maven:3.9.11-eclipse-temurin-17
  pin RUN_IMAGE eclipse-temurin:17.0.17_10-jdk-jammy
  pin NEO4J_IMAGE neo4j:5.26.30-community
} >.env.new
mv .env.new .env
cat .env
