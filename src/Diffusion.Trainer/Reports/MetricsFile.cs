using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Trainer.Reports;

/// <summary><c>metrics.jsonl</c> of a run: a JSON object a line.</summary>
public sealed class MetricsFile(string path) : ITrainingReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public void Metrics(StepMetrics metrics) => File.AppendAllText(path, JsonSerializer.Serialize(metrics, Json) + "\n");

    /// <summary>All whole lines so far; a line that a kill has cut is left out, since a resume makes it again.</summary>
    public IReadOnlyList<StepMetrics> Read() => File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(TryRead).OfType<StepMetrics>()]
        : [];

    /// <summary>Drops the lines of steps after a checkpoint, which a resume makes again.</summary>
    public void KeepUntil(int step)
    {
        if (File.Exists(path))
        {
            var kept = path + ".new";
            File.WriteAllLines(kept, Read().Where(line => line.Step <= step).Select(line => JsonSerializer.Serialize(line, Json)));
            File.Move(kept, path, overwrite: true);
        }
    }

    private static StepMetrics? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepMetrics>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
