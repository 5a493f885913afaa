namespace Diffusion.Networks;

/// <summary>A UNet that also sees a low-resolution image (guided-diffusion's SuperResModel).</summary>
public static class SuperResolutionUNet
{
    /// <param name="b">The interpreter.</param>
    /// <param name="c">The shape; InChannels counts the noisy image alone.</param>
    /// <param name="x">Noisy images [N, InChannels, H, W].</param>
    /// <param name="t">Timesteps [N] float32.</param>
    /// <param name="y">Labels [N] int64, or null where the network knows none.</param>
    /// <param name="lowResolution">[N, K, h, w], K being InChannels and perhaps a plane with the level of its noise; resized bilinearly to H×W.</param>
    /// <returns>[N, OutChannels, H, W].</returns>
    public static T Forward<T>(INetworkBuilder<T> b, UNetConfiguration c, T x, T t, T? y, T lowResolution)
    {
        var shape = b.Shape(x);
        var enlarged = b.ResizeBilinear(lowResolution, shape[2], shape[3]);
        return UNet.Forward(b, c, EncoderShape.Of(c, c.InChannels + b.Shape(enlarged)[1]), b.Concat(1, x, enlarged), t, y);
    }
}
