using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>What <see cref="Upload"/> needs of an input.</summary>
internal interface IUploadedTensor
{
    BatchTensor Host { get; }

    BatchTensor Device { get; }

    ElementType Element { get; }
}
