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

    /// <summary>DPM-Solver++(2M), Lu et al. 2022.</summary>
    [JsonStringEnumMemberName("dpm++2m")] DpmSolver2M,

    /// <summary>Heun's method, Karras et al. 2022.</summary>
    [JsonStringEnumMemberName("heun")] Heun,
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

    /// <summary>Classifier-free guidance and a classifier together.</summary>
    [JsonStringEnumMemberName("both")] Both,

    /// <summary>The network against a weaker one (Karras et al. 2024).</summary>
    [JsonStringEnumMemberName("autoguidance")] Autoguidance,
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

/// <summary>Where DDPM takes the classifier's gradient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GradientPointName>))]
public enum GradientPointName
{
    /// <summary>At x_t, as guided-diffusion's code.</summary>
    [JsonStringEnumMemberName("sample")] Sample,

    /// <summary>At the mean of x_{t−1}, as the paper.</summary>
    [JsonStringEnumMemberName("mean")] Mean,
}

/// <summary>What keeps the predicted image in the range of pixels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThresholdingName>))]
public enum ThresholdingName
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>It is clipped to [−1, 1].</summary>
    [JsonStringEnumMemberName("static")] Static,

    /// <summary>It is clipped to a percentile of itself and divided by that (Saharia et al. 2022).</summary>
    [JsonStringEnumMemberName("dynamic")] Dynamic,
}

/// <summary>What a chain starts from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartName>))]
public enum StartName
{
    /// <summary>Standard normal noise.</summary>
    [JsonStringEnumMemberName("noise")] Noise,

    /// <summary>A given image, noised to the chain's first timestep.</summary>
    [JsonStringEnumMemberName("image")] Image,

    /// <summary>A given image, encoded by DDIM inversion up to the chain's first timestep.</summary>
    [JsonStringEnumMemberName("inversion")] Inversion,

    /// <summary>The model's own prior of noised images.</summary>
    [JsonStringEnumMemberName("prior")] Prior,
}
