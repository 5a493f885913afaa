#!/usr/bin/env bash
# One training in the cloud: fetches the data set and the run, trains, and saves the run every few minutes and at the end.
# Environment: TRAINING_ACCOUNT, TRAINING_CONTAINER, DATA and RUN (folders in the container), AZURE_CLIENT_ID (the identity).
# Arguments: the trainer's, without --data and --out, such as: train unet --preset shapes32
set -euo pipefail
: "${TRAINING_CONTAINER:?}" "${DATA:?names the data set}" "${RUN:?names the run}"
trainer=${TRAINER:-"dotnet /opt/trainer/Diffusion.Trainer.dll"}
client=${CLIENT:-"dotnet /opt/client/diffusion.dll"}

# A connection string in AzureWebJobsStorage is for trying this out locally; in the cloud the identity is all there is.
if [ -z "${AzureWebJobsStorage:-}" ]; then
  export AzureWebJobsStorage__accountName=${TRAINING_ACCOUNT:?}
  export AzureWebJobsStorage__credential=managedidentity AzureWebJobsStorage__clientId=${AZURE_CLIENT_ID:?}
fi

$client folder pull "$TRAINING_CONTAINER" "$DATA" data
$client folder pull "$TRAINING_CONTAINER" "$RUN" run
save() { $client folder push run "$TRAINING_CONTAINER" "$RUN"; }

# Only a checkpoint can be gone on from: an earlier save may have brought no more than metrics.
resume=()
if compgen -G 'run/checkpoint-*[0-9]/checkpoint.json' >/dev/null; then resume=(--resume); fi

# A signal may come at any time: before the trainer runs it is handed on once there is one.
training='' stopped=''
trap 'stopped=yes; [ -z "$training" ] || kill -TERM "$training" 2>/dev/null || true' TERM INT
$trainer "$@" --data data --out run "${resume[@]}" &
training=$!
[ -z "$stopped" ] || kill -TERM "$training" 2>/dev/null || true

# Whichever ends first; a signal interrupts the wait, and the trainer then keeps a checkpoint and ends.
while true; do
  sleep "${SAVE_SECONDS:-600}" >/dev/null 2>&1 &
  timer=$!
  wait -n $training $timer || true
  kill $timer 2>/dev/null || true
  kill -0 $training 2>/dev/null || break

  # The platform gives half a minute to stop: one save, of what the trainer keeps last.
  [ -n "$stopped" ] || save || true
done
wait $training && status=0 || status=$?
save
exit "$status"
