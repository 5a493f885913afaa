using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>Reads a job from a message and goes on after each problem, so that a bad job gets all its problems at once.</summary>
public static class JobReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Reads JSON, or base64 of JSON. Throws nothing: what is wrong is in the result.</summary>
    public static JobReading Read(string message)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(MessageText.Decode(message), Strict);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ArgumentException: half of a surrogate pair, which has no UTF-8.
            return NotAJob(message, $"it must be JSON or base64 of JSON ({FirstSentence(exception.Message)})");
        }

        using (document)
        {
            try
            {
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? ReadObject(document.RootElement)
                    : NotAJob(message, "it must be a JSON object");
            }
            catch (InvalidOperationException)
            {
                // An escape such as \ud800 alone parses, but names no character when it is read.
                return NotAJob(message, "its strings must be Unicode, without half of a surrogate pair");
            }
        }
    }

    private static JobReading ReadObject(JsonElement root)
    {
        var draft = new JobDraft();
        var isReference = root.TryGetProperty("jobBlob", out var jobBlob);
        foreach (var member in root.EnumerateObject())
        {
            if (!draft.Seen.Add(member.Name))
            {
                draft.Refuse(member.Name, member.Value, "a member may stand once", "Leave one of them.");
            }
            else if (isReference && member.NameEquals("jobBlob"))
            {
                continue;
            }
            else if (JobFields.Table.TryGetValue(member.Name, out var read) && (!isReference || member.Name is "version" or "traceParent"))
            {
                read(draft, member.Value);
            }
            else
            {
                draft.Refuse(member.Name, member.Value, "there is no such member" + (isReference ? " beside jobBlob" : ""),
                    $"Use one of: {(isReference ? "version, jobBlob, traceParent" : string.Join(", ", JobFields.Table.Keys))}.");
            }
        }

        return isReference ? Reference(draft, jobBlob) : Job(draft);
    }

    private static JobReading Job(JobDraft draft)
    {
        foreach (var name in JobFields.Required.Where(name => !draft.Seen.Contains(name)))
        {
            draft.Refuse(name, "missing", "a job must say it", $"Set {name}.");
        }

        if (draft.Seen.Contains("steps") && draft.Seen.Contains("timesteps"))
        {
            draft.Refuse("timesteps", $"{draft.Request.Timesteps?.Values.Count ?? 0} timesteps", "steps is given as well, and a job has the one or the other", "Leave one of them out.");
        }

        return new JobReading
        {
            Request = draft.Request,
            Id = draft.Request.Id,
            Problems = draft.Problems,
            Unreadable = draft.Unreadable,
        };
    }

    private static JobReading Reference(JobDraft draft, JsonElement jobBlob)
    {
        var name = jobBlob.ValueKind == JsonValueKind.String ? jobBlob.GetString() : null;
        if (name is null || !BlobPath.IsInside(name))
        {
            draft.Refuse("jobBlob", jobBlob, "it must name a blob of the container: folders and a name joined by '/', without '..'",
                "Use a name such as \"inbox/job.json\".");
        }

        return new JobReading { JobBlob = name, Problems = draft.Problems, Unreadable = draft.Unreadable };
    }

    private static JobReading NotAJob(string message, string limit) => new()
    {
        Problems = [new JobProblem("message", JobProblemText.Quote(message), limit, "See the job format in the README and docs/schemas/job.schema.json.")],
    };

    private static string FirstSentence(string text) => text.Split(". ", 2)[0].TrimEnd('.');
}
