namespace Diffusion.Trainer.Import;

/// <summary>Finds a network's tensors in what a checkpoint holds.</summary>
internal static class StateDict
{
    /// <param name="content">What was saved.</param>
    /// <param name="key">The state dict's key in it; null: it is the state dict, or holds one only.</param>
    /// <exception cref="TrainerException">There is none, or several; the message lists the keys.</exception>
    public static IEnumerable<KeyValuePair<string, PickledTensor>> Find(object? content, string? key)
    {
        var saved = content as Dictionary<object, object?>
            ?? throw new TrainerException("It holds no dictionary. Save model.state_dict().");
        if (key is not null)
        {
            return saved.TryGetValue(key, out var chosen) && Tensors(chosen) is { } named
                ? named
                : throw new TrainerException($"It has no state dict '{key}'. {Choices(saved)}");
        }

        if (Tensors(saved) is { } all)
        {
            return all;
        }

        var inner = saved.Values.Select(Tensors).OfType<KeyValuePair<string, PickledTensor>[]>().ToList();
        return inner.Count == 1 ? inner[0] : throw new TrainerException($"It holds {inner.Count} state dicts among {saved.Count} values, not one. {Choices(saved)}");
    }

    /// <summary>Null where it is no dictionary of tensors by name, or empty.</summary>
    private static KeyValuePair<string, PickledTensor>[]? Tensors(object? value) =>
        value is Dictionary<object, object?> { Count: > 0 } dictionary && dictionary.All(entry => entry is { Key: string, Value: PickledTensor })
            ? [.. dictionary.Select(entry => KeyValuePair.Create((string)entry.Key, (PickledTensor)entry.Value!))]
            : null;

    private static string Choices(Dictionary<object, object?> saved)
    {
        var keys = saved.Where(entry => Tensors(entry.Value) is not null).Select(entry => entry.Key).ToList();
        return keys.Count > 0
            ? $"Choose one with --key: {string.Join(", ", keys)}."
            : $"Its keys are {string.Join(", ", saved.Keys.Take(20))}; none holds tensors alone. Save model.state_dict().";
    }
}
