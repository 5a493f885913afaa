namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>How a picture's bytes lie.</summary>
public enum RawLayout
{
    /// <summary>[H, W, 3]: guided-diffusion's samples.</summary>
    Interleaved,

    /// <summary>[3, H, W]: CIFAR.</summary>
    Planes,

    /// <summary>[H, W]: MNIST; each level becomes red, green and blue.</summary>
    Grey,
}
