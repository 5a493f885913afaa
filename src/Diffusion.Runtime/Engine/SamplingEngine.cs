using System.ComponentModel.DataAnnotations;

namespace Diffusion.Runtime;

/// <summary>
/// Steps the images of many requests through one model, together: one thread owns the device batch, advances every occupied
/// row each step, and refills a row the moment it ends. An image's bytes do not depend on what shares its batch.
/// </summary>
public sealed class SamplingEngine : IImageGenerator, IAsyncDisposable
{
    private readonly AdmissionQueue queue = new();
    private readonly StatisticsCounter statistics = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ModelSessions sessions;
    private readonly EngineLoop loop;
    private readonly RequestCheck check;

    private SamplingEngine(ModelFolder model, Device device, ModelSessions sessions, RowCounts rows)
    {
        Model = model;
        Device = device;
        Provenance = new RuntimeProvenance(device.Provider, device.Name, Device.OnnxRuntimeVersion, rows.Fixed);
        RowDependence = rows.Dependence;
        this.sessions = sessions;
        check = new RequestCheck(model, sessions.KnowsLabels, sessions.Gradient is not null, sessions.LowResolution, rows.Largest);
        loop = new EngineLoop(sessions, device, rows, queue, statistics);
        new Thread(Run) { IsBackground = true, Name = $"diffusion engine {model.Card.Name}" }.Start();
    }

    public ModelFolder Model { get; }

    public Device Device { get; }

    /// <summary>Whether the UNet takes labels.</summary>
    public bool KnowsLabels => sessions.KnowsLabels;

    /// <summary>What the images' bytes depend on.</summary>
    public RuntimeProvenance Provenance { get; }

    /// <summary>What was found when the model was loaded.</summary>
    public RowDependence RowDependence { get; }

    /// <summary>False once the loop has ended, by disposal or because it failed: such an engine makes no more images.</summary>
    public bool IsRunning => !ended.Task.IsCompleted;

    /// <summary>Channels, the noise level's plane included, and height and width of what each request of a super-resolution model brings; null: the model is none.</summary>
    public (int Channels, int Size)? LowResolution => sessions.LowResolution is { } small ? (small.Channels, small.Height) : null;

    /// <summary>A snapshot.</summary>
    public EngineStatistics Statistics => statistics.Snapshot;

    /// <summary>Loads a model's sessions on a device, finds out what a row's bytes depend on, and starts the loop.</summary>
    /// <exception cref="ModelException">The files do not fit the card, or the options do not fit the model.</exception>
    public static Task<SamplingEngine> StartAsync(
        ModelFolder model, Device device, Options? options = null, CancellationToken cancellation = default) =>
        Task.Run(() => Start(model, device, options ?? new Options()), cancellation);

    public Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            check.Check(request);
        }
        catch (ImageException error)
        {
            return Task.FromException<SampledImage>(error);
        }

        var nullLabel = Model.Card.NullClass ?? 0;
        var sample = new Sample(request, request.NetworkLabel ?? nullLabel, nullLabel, progress, queue.Wake, cancellation);
        if (!queue.TryAdd(sample))
        {
            sample.Fail(Disposed(sample));
        }

        return sample.Task;
    }

    /// <summary>Ends the step that is being made, fails what is outstanding, and frees the device.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sample in queue.Close())
        {
            sample.Fail(Disposed(sample));
        }

        queue.Wake();
        await ended.Task;
    }

    private static SamplingEngine Start(ModelFolder model, Device device, Options options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var card = model.Card;
        var limit = options.Rows ?? card.Rows[^1];
        if (!card.Rows.Contains(limit))
        {
            throw new ModelException($"Rows is {limit}, but model '{card.Name}' has the row counts {string.Join(", ", card.Rows)}. Use one of them.");
        }

        var loaded = ModelSessions.Load(model, device);
        try
        {
            return new SamplingEngine(model, device, loaded, Rows(model, device, loaded, limit));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>The row counts that keep bytes the same.</summary>
    private static RowCounts Rows(ModelFolder model, Device device, ModelSessions loaded, int limit)
    {
        var card = model.Card;
        var widest = card.NullClass is null ? 1 : 2;
        var rows = new RowCounts(card.Rows, limit, widest, device.HasFixedRows ? RowDependence.Count : RowDependence.None);

        // Two counts at least, also where the limit is one row: other hosts use larger ones.
        int[] counts = device.HasFixedRows ? [rows.Largest] : [.. card.Rows.Take(Math.Max(2, rows.Counts.Count))];
        var found = new RowProbe(loaded, model.Settings, card.Classes.Count, counts).Run();
        if (found == RowDependence.Place && !card.Rows.Contains(1))
        {
            throw new ModelException(
                $"Model '{card.Name}' gives an image other bytes in other rows of a device batch, and its card has no row count 1, with which images are made alone. Add 1 to the card's rows.");
        }

        return found > rows.Dependence ? new RowCounts(card.Rows, limit, widest, found) : rows;
    }

    private void Run()
    {
        try
        {
            loop.Run();
        }
        catch (Exception error)
        {
            FailAll(sample => new ImageException($"{sample.Describe()}: the engine stopped: {error.Message}", error) { IsTransient = true });
        }
        finally
        {
            FailAll(Disposed);
            loop.Dispose();
            sessions.Dispose();
            ended.SetResult();
        }
    }

    private void FailAll(Func<Sample, Exception> why)
    {
        foreach (var sample in queue.Close().Concat(loop.Samples))
        {
            sample.Fail(why(sample));
        }
    }

    private static ObjectDisposedException Disposed(Sample sample) =>
        new(nameof(SamplingEngine), $"{sample.Describe()} was not finished before the engine was disposed. Submit it again to another engine.");

    /// <summary>How an engine runs.</summary>
    public sealed record Options
    {
        /// <summary>The most rows of a device batch; one of the card's counts. null: the largest of them.</summary>
        [Range(1, 256)]
        public int? Rows { get; init; }
    }
}
