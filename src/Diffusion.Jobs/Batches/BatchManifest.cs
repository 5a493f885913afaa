using System.Text;
using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A manifest's text: one image a line, in the order of the images.</summary>
public static class BatchManifest
{
    /// <summary>The lines of a batch.</summary>
    public static BinaryData Write(IEnumerable<ImageRecord> records)
    {
        var text = new StringBuilder();
        foreach (var record in records.OrderBy(record => record.Index))
        {
            text.Append(JsonSerializer.Serialize(record, ContractsJson.Default.ImageRecord)).Append('\n');
        }

        return BinaryData.FromString(text.ToString());
    }

    /// <summary>The images of a manifest.</summary>
    public static IEnumerable<ImageRecord> Read(BinaryData content) => content.ToString()
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.ImageRecord)!);
}
