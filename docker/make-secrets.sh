#!/bin/sh
# Makes the secret files that docker-compose.yml reads, random where a random value will do; files that exist are left alone.
# Xero's and Magento's own keys stay empty: fill them in, one value per file.
set -eu
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
# Others may not enter the folder; inside a container the files must be readable by the unprivileged user.
chmod 700 "$folder"
umask 022

random() {
  node -e "process.stdout.write(require('node:crypto').randomBytes($1).toString('hex'))"
}
keep() {
  if [ ! -e "$folder/$1" ]; then printf '%s' "$2" >"$folder/$1"; fi
}

keep postgres_password "$(random 24)"
keep database_url "postgres://ledgerlink:$(cat "$folder/postgres_password")@postgres:5432/ledgerlink"
keep secret_key "$(random 32)"
keep ingest_secret "$(random 24)"
keep xero_client_secret ''
for key in consumer_key consumer_secret access_token access_token_secret; do
  keep "magento_$key" ''
done
if [ "${1:-}" = --stand-ins ]; then
  # The Magento stand-in reads the same files, so random keys do; the Xero stand-in has an app of its own.
  if [ ! -s "$folder/xero_client_secret" ]; then printf 'demo-secret' >"$folder/xero_client_secret"; fi
  for key in consumer_key consumer_secret access_token access_token_secret; do
    if [ ! -s "$folder/magento_$key" ]; then random 16 >"$folder/magento_$key"; fi
  done
fi
echo "The secrets stand in $folder"
