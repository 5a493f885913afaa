using System.Security.Cryptography;
using System.Text;

namespace Diffusion.Contracts;

/// <summary>Where everything lies in the container. Names follow from (prefix, job, index) alone.</summary>
public static class BlobNames
{
    /// <summary>The folder of jobs that name none.</summary>
    public const string DefaultPrefix = "results";

    /// <summary>First folders that belong to the system and cannot be a job's prefix.</summary>
    public static IReadOnlyList<string> ReservedFolders { get; } = ["jobs", "locks", "submitters", "rejected", "inbox"];

    /// <summary>The job's folder, without a slash at the end.</summary>
    public static string Folder(string prefix, string jobId) => $"{prefix}/{jobId}";

    /// <summary>Says which content a job id stands for, and where its folder is.</summary>
    public static string Claim(string jobId) => $"jobs/{jobId}/claim.json";

    /// <summary>Every job's own few blobs, with a slash at the end.</summary>
    public const string AllJobs = "jobs/";

    /// <summary>How far a job is (<see cref="JobStatus"/>), as <c>diffusion watch</c> and <c>GET /api/jobs/{id}</c> show it.</summary>
    public static string Status(string jobId) => $"jobs/{jobId}/status.json";

    /// <summary>How a job ends: whoever creates this first decides. Running batches stop when it says cancelled.</summary>
    public static string End(string jobId) => $"jobs/{jobId}/end.json";

    /// <summary>How often planning the job was given up and begun again, and why.</summary>
    public static string Planning(string jobId) => $"jobs/{jobId}/planning.json";

    /// <summary>The batches that a redrive puts back.</summary>
    public static string Redrive(string jobId, int round) => $"jobs/{jobId}/redrive/{round:D4}.json";

    /// <summary>There while a submitter's job is live.</summary>
    public static string Submitter(string submitter, string jobId) => $"{Submitter(submitter)}{jobId}";

    /// <summary>A submitter's live jobs, with a slash at the end. A submitter's name may hold anything.</summary>
    public static string Submitter(string submitter) =>
        $"submitters/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(submitter)).AsSpan(0, 16))}/";

    /// <summary>Why an accepted job, or one that could not be planned, was given up: there only where its own folder could not say so.</summary>
    public static string GivenUp(string jobId) => $"jobs/{jobId}/failed.json";

    /// <summary>Whoever works on a batch holds a lease on this.</summary>
    public static string BatchLock(string jobId, int batch) => $"{BatchLocks(jobId)}{batch:D8}";

    /// <summary>Locks of a job's batches, with a slash at the end. Not below jobs/, so that listing the jobs stays short.</summary>
    public static string BatchLocks(string jobId) => $"locks/{jobId}/";

    /// <summary>The record of a rejected message.</summary>
    public static string Rejected(string messageId) => $"rejected/{messageId}.json";

    /// <summary>A job that is too large for a message, where it was submitted by this service.</summary>
    public static string LargeJob(string jobHash) => $"inbox/{jobHash}.json";

    /// <summary>The request, every value written out.</summary>
    public static string Job(string prefix, string jobId) => $"{prefix}/{jobId}/job.json";

    /// <summary>The request with all that planning resolved: model hash, labels, batches, rows.</summary>
    public static string Plan(string prefix, string jobId) => $"{prefix}/{jobId}/plan.json";

    /// <summary>Images of a job, with a slash at the end.</summary>
    public static string Images(string prefix, string jobId) => $"{prefix}/{jobId}/images/";

    /// <summary>An image's name relative to the job's folder: its index and its class, or its index alone where its model has no classes.</summary>
    public static string Image(int index, string labelName) => $"images/{FileName(index, labelName)}.png";

    /// <summary>An image's film, an animated PNG, relative to the job's folder.</summary>
    public static string Film(int index, string labelName) => $"films/{FileName(index, labelName)}.png";

    /// <summary>A frame of an image's film relative to the job's folder; names sort in the order of the frames.</summary>
    /// <param name="index">The image.</param>
    /// <param name="labelName">Its class.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="timestep">The frame's timestep; the name has it rounded.</param>
    public static string FilmFrame(int index, string labelName, int frame, double timestep) =>
        $"films/{FileName(index, labelName)}/{frame:D4}_t{(int)Math.Round(timestep):D4}.png";

    /// <summary>Batch manifests of a job, with a slash at the end.</summary>
    public static string BatchManifests(string prefix, string jobId) => $"{prefix}/{jobId}/manifest/";

    /// <summary>One batch's manifest: it is there exactly when the batch is done.</summary>
    public static string BatchManifest(string prefix, string jobId, int batch) => $"{prefix}/{jobId}/manifest/{batch:D8}.jsonl";

    /// <summary>What varies by attempt, host and time: seconds, images a second, host.</summary>
    public static string BatchActuals(string prefix, string jobId, int batch) => $"{prefix}/{jobId}/actuals/{batch:D8}.json";

    /// <summary>Why the last attempt at a batch failed.</summary>
    public static string BatchError(string prefix, string jobId, int batch) => $"{prefix}/{jobId}/errors/{batch:D8}.json";

    /// <summary>Actuals of a job, with a slash at the end.</summary>
    public static string Actuals(string prefix, string jobId) => $"{prefix}/{jobId}/actuals/";

    /// <summary>All images of the job, a line each.</summary>
    public static string Manifest(string prefix, string jobId) => $"{prefix}/{jobId}/manifest.jsonl";

    /// <summary>The job's images side by side.</summary>
    public static string ContactSheet(string prefix, string jobId) => $"{prefix}/{jobId}/contact-sheet.png";

    /// <summary>There when the job is complete.</summary>
    public static string Success(string prefix, string jobId) => $"{prefix}/{jobId}/_SUCCESS";

    /// <summary>There when the job has ended with images missing.</summary>
    public static string Failure(string prefix, string jobId) => $"{prefix}/{jobId}/_FAILED";

    // A class name may hold anything; a file name may not.
    private static string FileName(int index, string labelName)
    {
        if (labelName.Length == 0)
        {
            return $"{index:D8}";
        }

        var name = string.Concat(labelName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' ? c : '-'));
        return $"{index:D8}_{(name.Length <= 40 ? name : name[..40])}";
    }
}
