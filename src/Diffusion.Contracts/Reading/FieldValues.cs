using System.Text.Json;

namespace Diffusion.Contracts;

/// <summary>Reads one value of a job, or says what it must be.</summary>
internal static class FieldValues
{
    public static void Text(JobDraft draft, string field, JsonElement value, Action<string> set)
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

    public static void Whole(JobDraft draft, string field, JsonElement value, Action<int> set)
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

    public static void Real(JobDraft draft, string field, JsonElement value, Action<double> set)
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

    public static void Choice<T>(JobDraft draft, string field, JsonElement value, Action<T> set)
        where T : struct, Enum
    {
        var choices = ChoiceWords.Of<T>();
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

    /// <summary>A value that its own converter has read; null where it could not.</summary>
    public static void Parsed<T>(JobDraft draft, string field, JsonElement value, T? parsed, Action<T> set, string limit, string action)
        where T : class
    {
        if (parsed is null)
        {
            draft.Refuse(field, value, limit, action);
        }
        else
        {
            set(parsed);
        }
    }
}
