using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Diffusion.Contracts;

/// <summary>The published JSON Schemas (draft 2020-12), made from the contracts' own types; docs/schemas/ holds these texts.</summary>
public static class ContractSchemas
{
    private static readonly JsonSerializerOptions Indented = new(ContractsJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File name → schema text.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["job.schema.json"] = Text("A job for the queue generation-jobs", JobSchema.Create()),
        ["completed.schema.json"] = Text("The end of a job, from the queue generation-completed", Ended(Exported(typeof(JobCompleted)))),
        ["status.schema.json"] = Text("How far a job is, at jobs/{jobId}/status.json", Exported(typeof(JobStatus))),
        ["image.schema.json"] = Text("A line of manifest.jsonl", Exported(typeof(ImageRecord))),
        ["rejected.schema.json"] = Text("The record at rejected/{messageId}.json", Exported(typeof(JobRejected))),
    };

    private static JsonNode Exported(Type type) =>
        ContractsJson.Default.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

    // The message is sent at the end alone.
    private static JsonNode Ended(JsonNode schema)
    {
        var state = schema["properties"]!["state"]!;
        state["enum"] = new JsonArray([.. state["enum"]!.AsArray().Select(word => (string)word!).Where(word => word is not ("queued" or "running")).Select(word => (JsonNode)word)]);
        return schema;
    }

    private static string Text(string title, JsonNode schema)
    {
        var root = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (name, value) in schema.AsObject())
        {
            root[name] = value?.DeepClone();
        }

        return root.ToJsonString(Indented) + "\n";
    }
}
