using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>The members of a job: one reader each. What a member may hold besides its type is checked against the model, later.</summary>
internal static class JobFields
{
    public static IReadOnlyList<string> Required { get; } = ["model", "count"];

    public static IReadOnlyDictionary<string, Action<JobDraft, JsonElement>> Table { get; } =
        new Dictionary<string, Action<JobDraft, JsonElement>>(StringComparer.Ordinal)
        {
            ["version"] = ReadVersion,
            ["id"] = (draft, value) => FieldValues.Text(draft, "id", value, text => draft.Request = draft.Request with { Id = text }),
            ["model"] = (draft, value) => FieldValues.Text(draft, "model", value, text => draft.Request = draft.Request with { Model = text }),
            ["labels"] = (draft, value) => FieldValues.Parsed(
                draft, "labels", value, LabelSelectionJsonConverter.TryRead(value), labels => draft.Request = draft.Request with { Labels = labels },
                "it must be \"all\", a label, or a list of labels", "Name classes of the model, or use \"all\"."),
            ["count"] = (draft, value) => FieldValues.Whole(draft, "count", value, number => draft.Request = draft.Request with { Count = number }),
            ["seed"] = ReadSeed,
            ["sampler"] = (draft, value) => FieldValues.Choice<SamplerName>(draft, "sampler", value, choice => draft.Request = draft.Request with { Sampler = choice }),
            ["eta"] = (draft, value) => FieldValues.Real(draft, "eta", value, number => draft.Request = draft.Request with { Eta = number }),
            ["steps"] = ReadSteps,
            ["timesteps"] = (draft, value) => FieldValues.Parsed(
                draft, "timesteps", value, TimestepListJsonConverter.TryRead(value), timesteps => draft.Request = draft.Request with { Timesteps = timesteps },
                $"it must be a list of 1 to {TimestepList.MaxCount} timesteps such as [0, 250, 500, 999]", "Set it so, or leave it out and use steps."),
            ["startTimestep"] = (draft, value) => FieldValues.Whole(draft, "startTimestep", value, number => draft.Request = draft.Request with { StartTimestep = number }),
            ["endTimestep"] = (draft, value) => FieldValues.Whole(draft, "endTimestep", value, number => draft.Request = draft.Request with { EndTimestep = number }),
            ["thresholding"] = (draft, value) => FieldValues.Choice<ThresholdingName>(draft, "thresholding", value, choice => draft.Request = draft.Request with { Thresholding = choice }),
            ["thresholdPercentile"] = (draft, value) => FieldValues.Real(draft, "thresholdPercentile", value, number => draft.Request = draft.Request with { ThresholdPercentile = number }),
            ["start"] = (draft, value) => FieldValues.Choice<StartName>(draft, "start", value, choice => draft.Request = draft.Request with { Start = choice }),
            ["startImages"] = (draft, value) => FieldValues.Parsed(
                draft, "startImages", value, BlobListJsonConverter.TryRead(value), images => draft.Request = draft.Request with { StartImages = images },
                "it must name blobs of the container, folders and a name joined by '/', without '..'", "Use names such as [\"inbox/cat.png\"]."),
            ["interpolate"] = (draft, value) => FieldValues.Parsed(
                draft, "interpolate", value, InterpolationJsonConverter.TryRead(value), interpolation => draft.Request = draft.Request with { Interpolate = interpolation },
                "it must have pairs of seeds and a count of 2 or more, such as { \"pairs\": [[1, 2]], \"count\": 8 }", "Set it so, or leave it out."),
            ["guidance"] = GuidanceFields.Read,
            ["networkSees"] = (draft, value) => FieldValues.Choice<NetworkSeesName>(draft, "networkSees", value, choice => draft.Request = draft.Request with { NetworkSees = choice }),
            ["film"] = (draft, value) => FieldValues.Whole(draft, "film", value, number => draft.Request = draft.Request with { Film = number }),
            // Its content is telemetry's alone: a request that was read has none, so that nothing of the job can come to depend on it.
            ["traceParent"] = (draft, value) => FieldValues.Text(draft, "traceParent", value, _ => { }),
            ["submitter"] = (draft, value) => FieldValues.Text(draft, "submitter", value, text => draft.Request = draft.Request with { Submitter = text }),
            ["prefix"] = (draft, value) => FieldValues.Text(draft, "prefix", value, text => draft.Request = draft.Request with { Prefix = text }),
        };

    private static void ReadVersion(JobDraft draft, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var version) || version != JobRequest.CurrentVersion)
        {
            draft.Refuse("version", value, $"this service reads version {JobRequest.CurrentVersion}", $"Set version to {JobRequest.CurrentVersion} or leave it out.");
        }
    }

    private static void ReadSeed(JobDraft draft, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var seed))
        {
            draft.Request = draft.Request with { Seed = seed };
        }
        else
        {
            draft.Refuse("seed", value, $"it must be a whole number from 0 to {ulong.MaxValue}", "Set seed to such a number or leave it out (0).");
        }
    }

    private static void ReadSteps(JobDraft draft, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            draft.Request = draft.Request with { Steps = value.GetString()!.Trim() };
        }
        else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var steps))
        {
            draft.Request = draft.Request with { Steps = steps.ToString() };
        }
        else
        {
            draft.Refuse("steps", value, "it must be a number, sections such as \"10,10,5\", or \"ddim25\"", "Set steps to the number of steps.");
        }
    }
}
