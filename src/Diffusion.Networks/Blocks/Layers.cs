namespace Diffusion.Networks;

/// <summary>Single layers with their parameters, named and started as in guided-diffusion.</summary>
internal static class Layers
{
    /// <summary>Groups of every norm.</summary>
    public const int Groups = 32;

    public static T Conv2d<T>(INetworkBuilder<T> b, string name, T x, int inChannels, int outChannels, int kernel, int stride = 1, bool zero = false)
    {
        var start = Start(inChannels * kernel * kernel, zero);
        var weight = b.Parameter(name + ".weight", start, outChannels, inChannels, kernel, kernel);
        var bias = b.Parameter(name + ".bias", start, outChannels);
        return b.Conv2d(x, weight, bias, stride, kernel / 2);
    }

    public static T Conv1x1<T>(INetworkBuilder<T> b, string name, T x, int inChannels, int outChannels, bool zero = false)
    {
        var start = Start(inChannels, zero);
        return b.Conv1x1(x, b.Parameter(name + ".weight", start, outChannels, inChannels, 1), b.Parameter(name + ".bias", start, outChannels));
    }

    public static T Linear<T>(INetworkBuilder<T> b, string name, T x, int inFeatures, int outFeatures)
    {
        var start = Start(inFeatures, zero: false);
        return b.Linear(x, b.Parameter(name + ".weight", start, outFeatures, inFeatures), b.Parameter(name + ".bias", start, outFeatures));
    }

    public static T Norm<T>(INetworkBuilder<T> b, string name, T x, int channels) => Norm(b, name, x, channels, default, default);

    /// <summary>A norm that <paramref name="scale"/> and <paramref name="shift"/> [N, C] adapt.</summary>
    public static T Norm<T>(INetworkBuilder<T> b, string name, T x, int channels, T? scale, T? shift) =>
        b.GroupNorm(x, Groups, b.Parameter(name + ".weight", Initialization.Ones, channels), b.Parameter(name + ".bias", Initialization.Zeros, channels), scale, shift);

    private static Initialization Start(int fanIn, bool zero) => zero ? Initialization.Zeros : Initialization.Uniform(fanIn);
}
