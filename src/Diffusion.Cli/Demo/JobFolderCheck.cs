using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Checks a job's downloaded folder against its plan: counts, manifest, metadata, hashes.</summary>
internal static class JobFolderCheck
{
    /// <summary>The images in their order, and everything that is wrong.</summary>
    public static (IReadOnlyList<(int Label, Pixels Pixels)> Images, IReadOnlyList<string> Problems) Check(string folder, JobPlan plan)
    {
        var problems = new List<string>();
        var images = new List<(int Label, Pixels Pixels)>();
        var records = ReadManifest(folder, problems);
        if (!records.Select(record => record.Index).SequenceEqual(Enumerable.Range(0, plan.Request.Count)))
        {
            problems.Add($"the manifest has {records.Count} lines, but must have one for each image from 0 to {plan.Request.Count - 1}.");
        }

        var files = Directory.Exists(Path.Combine(folder, "images")) ? Directory.GetFiles(Path.Combine(folder, "images")).Length : 0;
        if (files != plan.Request.Count)
        {
            problems.Add($"there are {files} files in images, but the job has {plan.Request.Count}.");
        }

        foreach (var record in records)
        {
            if (CheckImage(folder, plan, record, problems) is { } pixels)
            {
                images.Add((record.Label, pixels));
            }
        }

        foreach (var name in new[] { "contact-sheet.png", "_SUCCESS", "job.json", "plan.json" }.Where(name => !File.Exists(Path.Combine(folder, name))))
        {
            problems.Add($"{name} is missing.");
        }

        return (images, problems);
    }

    private static List<ImageRecord> ReadManifest(string folder, List<string> problems)
    {
        var path = Path.Combine(folder, "manifest.jsonl");
        if (File.Exists(path))
        {
            return [.. BatchManifest.Read(BinaryData.FromBytes(File.ReadAllBytes(path)))];
        }

        problems.Add("manifest.jsonl is missing.");
        return [];
    }

    private static Pixels? CheckImage(string folder, JobPlan plan, ImageRecord record, List<string> problems)
    {
        var path = Path.Combine(folder, record.Name);
        if (record.Error is not null || !File.Exists(path))
        {
            problems.Add($"{record.Name} is missing{(record.Error is null ? "." : ": " + record.Error)}");
            return null;
        }

        if (record.Film is { } film)
        {
            CheckFilm(folder, film, problems);
        }

        var file = File.ReadAllBytes(path);
        var (pixels, provenance) = PngFile.Decode(file);
        if (JobImage.FileSha256(file) != record.FileSha256 || pixels.Sha256() != record.PixelSha256)
        {
            problems.Add($"{record.Name} is not what the manifest says.");
        }

        if (provenance is null
            || provenance.PixelSha256 != record.PixelSha256
            || provenance.JobHash != plan.JobHash
            || provenance.ModelHash != plan.ModelHash
            || provenance.Index != record.Index
            || provenance.Label != record.Label
            || provenance.Label != plan.Label(record.Index)
            || provenance.Guidance != plan.Guidance(record.Index)
            || record.GuidanceScale != JobImage.Record(plan, record.Index).GuidanceScale)
        {
            problems.Add($"{record.Name} carries metadata that is not its job's.");
        }

        return pixels;
    }

    private static void CheckFilm(string folder, FilmRecord film, List<string> problems)
    {
        var missing = film.Frames.Append(film.Name).Where(name => !File.Exists(Path.Combine(folder, name))).ToList();
        problems.AddRange(missing.Select(name => $"{name} is missing."));
        if (!missing.Contains(film.Name) && JobImage.FileSha256(File.ReadAllBytes(Path.Combine(folder, film.Name))) != film.FileSha256)
        {
            problems.Add($"{film.Name} is not what the manifest says.");
        }
    }
}
