using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>The members of a job: one reader each. What a member may hold besides its type is checked against the model, later.</summary>
internal static class JobFields
{
    private static readonly Dictionary<string, SamplerName> Samplers = new(StringComparer.Ordinal)
    {
        ["ddpm"] = SamplerName.Ddpm,
        ["ddim"] = SamplerName.Ddim,
        ["dpm++2m"] = SamplerName.DpmSolver2M,
        ["heun"] = SamplerName.Heun,
    };

    private static readonly Dictionary<string, GuidanceName> Guidances = new(StringComparer.Ordinal)
    {
        ["none"] = GuidanceName.None,
        ["classifier"] = GuidanceName.Classifier,
        ["classifierFree"] = GuidanceName.ClassifierFree,
        ["both"] = GuidanceName.Both,
        ["autoguidance"] = GuidanceName.Autoguidance,
    };

    private static readonly Dictionary<string, GradientPointName> GradientPoints = new(StringComparer.Ordinal)
    {
        ["sample"] = GradientPointName.Sample,
        ["mean"] = GradientPointName.Mean,
    };

    private static readonly Dictionary<string, ThresholdingName> Thresholdings = new(StringComparer.Ordinal)
    {
        ["none"] = ThresholdingName.None,
        ["static"] = ThresholdingName.Static,
        ["dynamic"] = ThresholdingName.Dynamic,
    };

    private static readonly Dictionary<string, Action<JobDraft, string, JsonElement>> GuidanceMembers = new(StringComparer.Ordinal)
    {
        ["kind"] = (draft, name, value) => Choice(draft, name, value, Guidances, choice => Guide(draft, guidance => guidance with { Kind = choice })),
        ["scale"] = (draft, name, value) => Real(draft, name, value, number => Guide(draft, guidance => guidance with { Scale = number })),
        ["classifierScale"] = (draft, name, value) => Real(draft, name, value, number => Guide(draft, guidance => guidance with { ClassifierScale = number })),
        ["rescale"] = (draft, name, value) => Real(draft, name, value, number => Guide(draft, guidance => guidance with { Rescale = number })),
        ["gradientAt"] = (draft, name, value) => Choice(draft, name, value, GradientPoints, choice => Guide(draft, guidance => guidance with { GradientAt = choice })),
        ["interval"] = ReadInterval,
        ["schedule"] = ReadSchedule,
    };

    private static readonly Dictionary<string, NetworkSeesName> NetworkSees = new(StringComparer.Ordinal)
    {
        ["label"] = NetworkSeesName.Label,
        ["nullClass"] = NetworkSeesName.NullClass,
    };

    private static readonly Dictionary<string, StartName> Starts = new(StringComparer.Ordinal)
    {
        ["noise"] = StartName.Noise,
        ["image"] = StartName.Image,
        ["inversion"] = StartName.Inversion,
        ["prior"] = StartName.Prior,
    };

    public static IReadOnlyList<string> Required { get; } = ["model", "count"];

    public static IReadOnlyDictionary<string, Action<JobDraft, JsonElement>> Table { get; } =
        new Dictionary<string, Action<JobDraft, JsonElement>>(StringComparer.Ordinal)
        {
            ["version"] = ReadVersion,
            ["id"] = (draft, value) => Text(draft, "id", value, text => draft.Request = draft.Request with { Id = text }),
            ["model"] = (draft, value) => Text(draft, "model", value, text => draft.Request = draft.Request with { Model = text }),
            ["labels"] = ReadLabels,
            ["count"] = (draft, value) => Whole(draft, "count", value, number => draft.Request = draft.Request with { Count = number }),
            ["seed"] = ReadSeed,
            ["sampler"] = (draft, value) => Choice(draft, "sampler", value, Samplers, choice => draft.Request = draft.Request with { Sampler = choice }),
            ["eta"] = (draft, value) => Real(draft, "eta", value, number => draft.Request = draft.Request with { Eta = number }),
            ["steps"] = ReadSteps,
            ["startTimestep"] = (draft, value) => Whole(draft, "startTimestep", value, number => draft.Request = draft.Request with { StartTimestep = number }),
            ["endTimestep"] = (draft, value) => Whole(draft, "endTimestep", value, number => draft.Request = draft.Request with { EndTimestep = number }),
            ["thresholding"] = (draft, value) => Choice(draft, "thresholding", value, Thresholdings, choice => draft.Request = draft.Request with { Thresholding = choice }),
            ["thresholdPercentile"] = (draft, value) => Real(draft, "thresholdPercentile", value, number => draft.Request = draft.Request with { ThresholdPercentile = number }),
            ["start"] = (draft, value) => Choice(draft, "start", value, Starts, choice => draft.Request = draft.Request with { Start = choice }),
            ["startImages"] = ReadStartImages,
            ["interpolate"] = ReadInterpolation,
            ["guidance"] = ReadGuidance,
            ["networkSees"] = (draft, value) => Choice(draft, "networkSees", value, NetworkSees, choice => draft.Request = draft.Request with { NetworkSees = choice }),
            ["prefix"] = (draft, value) => Text(draft, "prefix", value, text => draft.Request = draft.Request with { Prefix = text }),
        };

    private static void ReadVersion(JobDraft draft, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var version) || version != JobRequest.CurrentVersion)
        {
            draft.Refuse("version", value, $"this service reads version {JobRequest.CurrentVersion}", $"Set version to {JobRequest.CurrentVersion} or leave it out.");
        }
    }

    private static void ReadLabels(JobDraft draft, JsonElement value)
    {
        if (LabelSelectionJsonConverter.TryRead(value) is { } labels)
        {
            draft.Request = draft.Request with { Labels = labels };
        }
        else
        {
            draft.Refuse("labels", value, "it must be \"all\", a label, or a list of labels", "Name classes of the model, or use \"all\".");
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

    private static void ReadGuidance(JobDraft draft, JsonElement value)
    {
        const string Shape = "{ \"kind\": \"classifier\", \"scale\": 2 }";
        if (value.ValueKind != JsonValueKind.Object)
        {
            draft.Refuse("guidance", value, $"it must be an object such as {Shape}", $"Use one of these kinds: {string.Join(", ", Guidances.Keys)}.");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = "guidance." + member.Name;
            if (!seen.Add(member.Name))
            {
                draft.Refuse(name, member.Value, "a member may stand once", "Leave one of them.");
            }
            else if (GuidanceMembers.TryGetValue(member.Name, out var read))
            {
                read(draft, name, member.Value);
            }
            else
            {
                draft.Refuse(name, member.Value, "there is no such member", $"Use one of: {string.Join(", ", GuidanceMembers.Keys)}.");
            }
        }

        if (!seen.Contains("kind"))
        {
            draft.Refuse("guidance.kind", "missing", "guidance must say it", $"Use one of: {string.Join(", ", Guidances.Keys)}.");
        }
    }

    private static void ReadInterpolation(JobDraft draft, JsonElement value)
    {
        if (InterpolationJsonConverter.TryRead(value) is { } interpolation)
        {
            draft.Request = draft.Request with { Interpolate = interpolation };
        }
        else
        {
            draft.Refuse("interpolate", value, "it must have pairs of seeds and a count of 2 or more, such as { \"pairs\": [[1, 2]], \"count\": 8 }", "Set it so, or leave it out.");
        }
    }

    private static void ReadStartImages(JobDraft draft, JsonElement value)
    {
        if (BlobListJsonConverter.TryRead(value) is { } images)
        {
            draft.Request = draft.Request with { StartImages = images };
        }
        else
        {
            draft.Refuse("startImages", value, "it must name blobs of the container, folders and a name joined by '/', without '..'", "Use names such as [\"inbox/cat.png\"].");
        }
    }

    private static void ReadInterval(JobDraft draft, string name, JsonElement value)
    {
        if (TimestepRangeJsonConverter.TryRead(value) is { } interval)
        {
            Guide(draft, guidance => guidance with { Interval = interval });
        }
        else
        {
            draft.Refuse(name, value, "it must be \"all\" or a pair of timesteps such as [200, 800]", "Set it so, or leave it out.");
        }
    }

    private static void ReadSchedule(JobDraft draft, string name, JsonElement value)
    {
        if (TimestepFactorsJsonConverter.TryRead(value) is { } schedule)
        {
            Guide(draft, guidance => guidance with { Schedule = schedule });
        }
        else
        {
            draft.Refuse(name, value, "it must be a list of pairs of a timestep and a factor such as [[200, 0], [600, 1.5]]", "Set it so, or leave it out.");
        }
    }

    private static void Guide(JobDraft draft, Func<GuidanceRequest, GuidanceRequest> change) =>
        draft.Request = draft.Request with { Guidance = change(draft.Request.Guidance) };

    private static void Text(JobDraft draft, string field, JsonElement value, Action<string> set)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            set(value.GetString()!);
        }
        else
        {
            draft.Refuse(field, value, "it must be a text", $"Put {field} in quotes.");
        }
    }

    private static void Whole(JobDraft draft, string field, JsonElement value, Action<int> set)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            set(number);
        }
        else
        {
            draft.Refuse(field, value, $"it must be a whole number of at most {int.MaxValue}", $"Set {field} to such a number.");
        }
    }

    private static void Real(JobDraft draft, string field, JsonElement value, Action<double> set)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            set(number);
        }
        else
        {
            draft.Refuse(field, value, "it must be a finite number", $"Set {field} to a number, without quotes.");
        }
    }

    private static void Choice<T>(JobDraft draft, string field, JsonElement value, Dictionary<string, T> choices, Action<T> set)
    {
        if (value.ValueKind == JsonValueKind.String && choices.TryGetValue(value.GetString()!, out var choice))
        {
            set(choice);
        }
        else
        {
            var names = string.Join(", ", choices.Keys);
            draft.Refuse(field, value, $"it must be one of: {names}", $"Use one of: {names}.");
        }
    }
}
