# Sourced by dev: start_azurite FOLDER starts Azurite on free ports of this machine and sets AzureWebJobsStorage.

# Azurite's own published development account, not a secret.
azurite_account=devstoreaccount1
azurite_key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

start_azurite() {
  local folder=$1 log=$1/azurite.log
  mkdir -p "$folder"
  node "$root/infra/local/node_modules/azurite/dist/src/azurite.js" --inMemoryPersistence --disableTelemetry --skipApiVersionCheck --silent \
    --blobPort "${BLOB_PORT:-0}" --queuePort "${QUEUE_PORT:-0}" --tablePort "${TABLE_PORT:-0}" >"$log" 2>&1 &
  azurite_pid=$!
  local blob="" queue="" i
  for i in $(seq 150); do
    blob=$(sed -n 's/.*Blob service is successfully listening at http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$log" | tail -1)
    queue=$(sed -n 's/.*Queue service is successfully listening at http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$log" | tail -1)
    [ -n "$blob" ] && [ -n "$queue" ] && break
    kill -0 "$azurite_pid" 2>/dev/null || { cat "$log" >&2; return 1; }
    sleep 0.1
  done
  [ -n "$queue" ] || { echo "Azurite did not start within 15 s; its log is $log" >&2; return 1; }
  export AzureWebJobsStorage="DefaultEndpointsProtocol=http;AccountName=$azurite_account;AccountKey=$azurite_key;BlobEndpoint=http://127.0.0.1:$blob/$azurite_account;QueueEndpoint=http://127.0.0.1:$queue/$azurite_account"
}
