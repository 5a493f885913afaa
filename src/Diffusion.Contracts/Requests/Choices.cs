using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Named samplers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SamplerName>))]
public enum SamplerName
{
    /// <summary>Ho et al. 2020.</summary>
    [JsonStringEnumMemberName("ddpm")] Ddpm,

    /// <summary>Song et al. 2021.</summary>
    [JsonStringEnumMemberName("ddim")] Ddim,
}

/// <summary>Named kinds of guidance.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuidanceName>))]
public enum GuidanceName
{
    /// <summary>The network alone.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>The gradient of a noise-conditioned classifier (Dhariwal and Nichol 2021).</summary>
    [JsonStringEnumMemberName("classifier")] Classifier,

    /// <summary>The network with its label against the network without (Ho and Salimans 2022).</summary>
    [JsonStringEnumMemberName("classifierFree")] ClassifierFree,
}

/// <summary>What the network is told about the class.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkSeesName>))]
public enum NetworkSeesName
{
    /// <summary>The image's label.</summary>
    [JsonStringEnumMemberName("label")] Label,

    /// <summary>The null class: nothing.</summary>
    [JsonStringEnumMemberName("nullClass")] NullClass,
}

/// <summary>What a chain starts from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartName>))]
public enum StartName
{
    /// <summary>Standard normal noise.</summary>
    [JsonStringEnumMemberName("noise")] Noise,
}
