using System.ComponentModel.DataAnnotations;

namespace Diffusion.Runtime;

/// <summary>
/// Steps the images of many requests through one model, together: one thread owns the device batch, advances every occupied
/// row each step, and refills a row the moment it ends.
/// </summary>
public sealed class SamplingEngine : IImageGenerator, IAsyncDisposable
{
    private SamplingEngine(ModelFolder model, Device device)
    {
        Model = model;
        Device = device;
        Provenance = new RuntimeProvenance(device.Provider, device.Name, Device.OnnxRuntimeVersion, null);
    }

    public ModelFolder Model { get; }

    public Device Device { get; }

    /// <summary>What the images' bytes depend on.</summary>
    public RuntimeProvenance Provenance { get; }

    /// <summary>A snapshot.</summary>
    public EngineStatistics Statistics => throw new NotSupportedException();

    /// <summary>Loads a model's sessions on a device and starts the loop.</summary>
    /// <exception cref="ModelException">The files do not fit the card.</exception>
    public static Task<SamplingEngine> StartAsync(ModelFolder model, Device device, Options? options = null, CancellationToken cancellation = default) =>
        Task.Run(() => new SamplingEngine(model, device), cancellation);

    public Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>How an engine runs.</summary>
    public sealed record Options
    {
        /// <summary>The most rows of a device batch: 1 to 256. null: the largest count of the model's card.</summary>
        [Range(1, 256)]
        public int? Rows { get; init; }
    }
}
