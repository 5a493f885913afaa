using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>The members of a job's guidance: one reader each.</summary>
internal static class GuidanceFields
{
    private static readonly Dictionary<string, Action<JobDraft, string, JsonElement>> Members = new(StringComparer.Ordinal)
    {
        ["kind"] = (draft, name, value) => FieldValues.Choice<GuidanceName>(draft, name, value, choice => Set(draft, guidance => guidance with { Kind = choice })),
        ["scale"] = (draft, name, value) => FieldValues.Real(draft, name, value, number => Set(draft, guidance => guidance with { Scale = number })),
        ["scales"] = (draft, name, value) => FieldValues.Parsed(
            draft, name, value, GuidanceScalesJsonConverter.TryRead(value), scales => Set(draft, guidance => guidance with { Scales = scales }),
            $"it must be a list of 1 to {GuidanceScales.MaxCount} finite numbers such as [1, 2, 4]", "Set it so, or leave it out."),
        ["classifierScale"] = (draft, name, value) => FieldValues.Real(draft, name, value, number => Set(draft, guidance => guidance with { ClassifierScale = number })),
        ["rescale"] = (draft, name, value) => FieldValues.Real(draft, name, value, number => Set(draft, guidance => guidance with { Rescale = number })),
        ["gradientAt"] = (draft, name, value) => FieldValues.Choice<GradientPointName>(draft, name, value, choice => Set(draft, guidance => guidance with { GradientAt = choice })),
        ["interval"] = (draft, name, value) => FieldValues.Parsed(
            draft, name, value, TimestepRangeJsonConverter.TryRead(value), interval => Set(draft, guidance => guidance with { Interval = interval }),
            "it must be \"all\" or a pair of timesteps such as [200, 800]", "Set it so, or leave it out."),
        ["schedule"] = (draft, name, value) => FieldValues.Parsed(
            draft, name, value, TimestepFactorsJsonConverter.TryRead(value), schedule => Set(draft, guidance => guidance with { Schedule = schedule }),
            "it must be a list of pairs of a timestep and a factor such as [[200, 0], [600, 1.5]]", "Set it so, or leave it out."),
    };

    public static void Read(JobDraft draft, JsonElement value)
    {
        const string Shape = "{ \"kind\": \"classifier\", \"scale\": 2 }";
        if (value.ValueKind != JsonValueKind.Object)
        {
            draft.Refuse("guidance", value, $"it must be an object such as {Shape}", $"Use one of these kinds: {string.Join(", ", ChoiceWords.Of<GuidanceName>().Keys)}.");
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
            else if (Members.TryGetValue(member.Name, out var read))
            {
                read(draft, name, member.Value);
            }
            else
            {
                draft.Refuse(name, member.Value, "there is no such member", $"Use one of: {string.Join(", ", Members.Keys)}.");
            }
        }

        if (seen.Contains("scale") && seen.Contains("scales"))
        {
            draft.Refuse("guidance.scales", value.GetProperty("scales"), "guidance.scale is given as well, and a job has the one or the other", "Leave one of them out.");
        }

        if (!seen.Contains("kind"))
        {
            draft.Refuse("guidance.kind", "missing", "guidance must say it", $"Use one of: {string.Join(", ", ChoiceWords.Of<GuidanceName>().Keys)}.");
        }
    }

    private static void Set(JobDraft draft, Func<GuidanceRequest, GuidanceRequest> change) =>
        draft.Request = draft.Request with { Guidance = change(draft.Request.Guidance) };
}
