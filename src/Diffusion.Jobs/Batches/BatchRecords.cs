using System.Collections.Concurrent;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A batch's images that are done with, made by several at a time.</summary>
internal sealed class BatchRecords(BatchMessage batch)
{
    private readonly ConcurrentDictionary<int, ImageRecord> records = new();

    public int Count => records.Count;

    public void Add(ImageRecord record) => records[record.Index] = record;

    public ImageRecord Of(int index) => records[index];

    public IReadOnlyCollection<ImageRecord> All() => [.. records.Values];

    public IReadOnlyList<int> Missing() => [.. Enumerable.Range(batch.First, batch.Count).Where(index => !records.ContainsKey(index))];
}
