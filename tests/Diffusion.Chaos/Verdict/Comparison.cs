using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Verdict;

/// <summary>What became of jobs, against an undisturbed run of the same jobs.</summary>
internal sealed class Comparison
{
    private readonly List<string> problems = [];

    /// <summary>Images that were asked for and are not there, or not in the manifest.</summary>
    public int Lost { get; private set; }

    /// <summary>Blobs that were written more than once, lines that stand twice, and blobs that nobody asked for.</summary>
    public int Repeated { get; private set; }

    /// <summary>Blobs whose bytes are not those of the undisturbed run.</summary>
    public int Different { get; private set; }

    /// <summary>Completion messages beyond a job's first: at least once is the queue's promise.</summary>
    public int MessagesAgain { get; private set; }

    /// <summary>Everything that is wrong, in words.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Adds what is wrong with one job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="found">What it left.</param>
    /// <param name="expected">What it leaves undisturbed.</param>
    public void Add(JobRequest job, JobFolder found, JobFolder expected)
    {
        var images = expected.Blobs.Keys.Where(IsImage).ToList();
        var lines = found.Manifest.Where(line => line.Error is null).ToLookup(line => line.Index);
        for (var index = 0; index < job.Count; index++)
        {
            var name = images.Find(image => image.StartsWith($"images/{index:D8}_", StringComparison.Ordinal));
            if (name is null || !found.Blobs.ContainsKey(name) || !lines.Contains(index))
            {
                Lost++;
                problems.Add($"{job.Id}: image {index} is lost (blob {(name is not null && found.Blobs.ContainsKey(name) ? "there" : "missing")}, line {(lines.Contains(index) ? "there" : "missing")})");
            }

            Repeat(Math.Max(0, lines[index].Count() - 1), $"{job.Id}: image {index} stands in the manifest {lines[index].Count()} times");
        }

        foreach (var (name, hash) in expected.Blobs)
        {
            if (!found.Blobs.TryGetValue(name, out var seen))
            {
                problems.Add($"{job.Id}: {name} is missing");
            }
            else if (seen != hash)
            {
                Different++;
                problems.Add($"{job.Id}: {name} differs from the undisturbed run's");
            }
        }

        foreach (var name in found.Blobs.Keys.Where(name => !expected.Blobs.ContainsKey(name)))
        {
            Repeat(1, $"{job.Id}: {name} is there, and nobody asked for it");
        }
    }

    /// <summary>Adds how often the service wrote the job's blobs.</summary>
    public void AddWrites(JobRequest job, IReadOnlyDictionary<string, int> writes, string container)
    {
        var folder = $"{container}/{BlobNames.Folder(job.Prefix, job.Id!)}/";
        foreach (var (path, count) in writes.Where(write => write.Value > 1 && write.Key.Contains(folder, StringComparison.Ordinal)))
        {
            var name = path[(path.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..];
            Repeat(JobFolder.IsFixed(name) ? count - 1 : 0, $"{job.Id}: {name} was written {count} times");
        }
    }

    /// <summary>Adds what the job's completion messages say.</summary>
    public void AddCompletion(JobRequest job, Completions completions)
    {
        var told = completions.Of(job.Id!);
        MessagesAgain += Math.Max(0, completions.Again(job.Id!));
        if (told is not [{ State: JobState.Completed } only] || only.Images != job.Count || only.FailedImages != 0)
        {
            problems.Add($"{job.Id}: completion says {(told.Count == 0 ? "nothing" : string.Join(" and ", told))}{(told.Count > 0 ? ": " + string.Join("; ", told.SelectMany(one => one.Reasons)) : "")}");
        }
    }

    /// <summary>Adds completion messages that came again without anything that could be the reason.</summary>
    /// <param name="reasons">Deaths, hangs, lost leases and lost answers between a message and the note that it was sent.</param>
    public void AddMessagesAgain(int reasons)
    {
        if (MessagesAgain > reasons)
        {
            problems.Add($"{MessagesAgain} completion messages came again, with {reasons} possible reasons");
        }
    }

    /// <summary>Adds something else that is wrong.</summary>
    public void Add(string problem) => problems.Add(problem);

    private void Repeat(int times, string problem)
    {
        if (times > 0)
        {
            Repeated += times;
            problems.Add(problem);
        }
    }

    private static bool IsImage(string name) => name.StartsWith("images/", StringComparison.Ordinal);
}
