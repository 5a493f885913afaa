namespace Diffusion.Networks;

/// <summary>What every configuration must satisfy; each problem says value, limit and what to do.</summary>
public static class ConfigurationCheck
{
    /// <exception cref="ConfigurationException">Lists every problem.</exception>
    public static void Check(this UNetConfiguration configuration) => Throw(Problems(configuration));

    /// <inheritdoc cref="Check(UNetConfiguration)"/>
    public static void Check(this EncoderUNetConfiguration configuration) => Throw(Problems(configuration));

    /// <summary>Every problem of the configuration; none where a network can be made of it.</summary>
    public static IReadOnlyList<string> Problems(this UNetConfiguration c)
    {
        List<string> problems = [.. Shared(EncoderShape.Of(c, c.InChannels), c.ImageSize, c.OutChannels)];
        if (c.NumClasses is < 1)
        {
            problems.Add($"numClasses is {c.NumClasses}. Set it to 1 or more, or to null for a network without labels.");
        }

        if (c.NumHeadsUpsample != -1)
        {
            problems.AddRange(Heads(EncoderShape.Of(c, c.InChannels) with { NumHeads = c.NumHeadsUpsample }, "numHeadsUpsample"));
        }

        return problems;
    }

    /// <inheritdoc cref="Problems(UNetConfiguration)"/>
    public static IReadOnlyList<string> Problems(this EncoderUNetConfiguration c)
    {
        List<string> problems = [.. Shared(EncoderShape.Of(c), c.ImageSize, c.OutChannels)];
        if (!EncoderUNet.Pools.Contains(c.Pool, StringComparer.Ordinal))
        {
            problems.Add($"pool is '{c.Pool}'. Use one of: {string.Join(", ", EncoderUNet.Pools)}.");
        }

        if (c.Pool == "attention" && c.NumHeadChannels == -1)
        {
            problems.Add("pool is 'attention' and numHeadChannels is -1. Set numHeadChannels to a divisor of the lowest resolution's channels.");
        }

        return problems;
    }

    private static IEnumerable<string> Shared(EncoderShape c, int imageSize, int outChannels)
    {
        foreach (var (name, value) in new[] { ("imageSize", imageSize), ("inChannels", c.InChannels), ("modelChannels", c.ModelChannels), ("outChannels", outChannels), ("numResBlocks", c.NumResBlocks) })
        {
            if (value < 1)
            {
                yield return $"{name} is {value}. Set it to 1 or more.";
            }
        }

        if (c.Dropout is not (>= 0 and < 1))
        {
            yield return $"dropout is {c.Dropout}. Set it to 0 or more and less than 1.";
        }

        if (c.AttentionResolutions.Any(rate => rate < 1))
        {
            yield return $"attentionResolutions is [{string.Join(", ", c.AttentionResolutions)}]. They are downsampling rates: 1, 2, 4, and so on.";
        }

        if (c.ChannelMult.Count is < 1 or > 16)
        {
            yield return $"channelMult has {c.ChannelMult.Count} entries. Give 1 to 16, one a resolution.";
            yield break;
        }

        foreach (var problem in Widths(c, imageSize).Concat(Heads(c, "numHeads")))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Widths(EncoderShape c, int imageSize)
    {
        for (var level = 0; level < c.ChannelMult.Count; level++)
        {
            var width = c.Width(level);
            if (width < Layers.Groups || width % Layers.Groups != 0)
            {
                yield return $"channelMult[{level}]·modelChannels is {width}. Make it a multiple of {Layers.Groups}, the groups of every norm.";
            }
        }

        var rate = 1 << (c.ChannelMult.Count - 1);
        if (imageSize % rate != 0)
        {
            yield return $"imageSize is {imageSize}, and {c.ChannelMult.Count} resolutions want a multiple of {rate}. Change imageSize or channelMult.";
        }
    }

    private static IEnumerable<string> Heads(EncoderShape c, string name)
    {
        var (value, said) = c.NumHeadChannels == -1 ? (c.NumHeads, name) : (c.NumHeadChannels, "numHeadChannels");
        for (var level = 0; level < c.ChannelMult.Count; level++)
        {
            // The middle, at the lowest resolution, always has attention.
            var attends = level == c.ChannelMult.Count - 1 || c.AttentionResolutions.Contains(1 << level);
            if (attends && (value < 1 || c.Width(level) % value != 0))
            {
                yield return $"{said} is {value}, which does not divide the {c.Width(level)} channels at rate {1 << level}. Use a divisor.";
            }
        }
    }

    private static void Throw(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new ConfigurationException("The network configuration has problems: " + string.Join(" ", problems));
        }
    }
}
