using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// Every binding of the loop, made once: x_t lies in one of two tensors in turns, so each exists twice, and once for each
/// segment of rows that a network is called with or row count that a step is made with.
/// </summary>
internal sealed class BatchBindings : IDisposable
{
    private readonly List<OrtIoBinding> all = [];
    private readonly OrtIoBinding[][][] unet;
    private readonly OrtIoBinding[][][] weakUnet;
    private readonly OrtIoBinding[][][] gradient;
    private readonly OrtIoBinding[][] step;
    private readonly OrtIoBinding[][] check;
    private readonly OrtIoBinding[][] checkAndFetch;
    private readonly OrtIoBinding[] film;
    private readonly OrtIoBinding[] place;
    private readonly RowCounts rows;

    public BatchBindings(ModelSessions sessions, DeviceBatch batch, RowCounts rows)
    {
        this.rows = rows;
        unet = ByOccupied((segment, x) => BindUnet(sessions, sessions.Unet, batch, batch.Output, segment, x));
        weakUnet = sessions.WeakUnet is { } weak && batch.WeakOutput is { } weakOutput
            ? ByOccupied((segment, x) => BindUnet(sessions, weak, batch, weakOutput, segment, x))
            : [];
        gradient = sessions.Gradient is null ? [] : ByOccupied((segment, x) => BindGradient(sessions.Gradient, batch, segment, x));
        step = ByCount((segment, x) => BindStep(sessions, batch, segment, x));
        check = ByCount((segment, x) => BindCheck(sessions.Checking, batch, segment, x, fetch: false));
        checkAndFetch = ByCount((segment, x) => BindCheck(sessions.Checking, batch, segment, x, fetch: true));
        film = [.. rows.Counts.Select(count => BindFilm(sessions.Checking, batch, new RowSegment(0, count)))];
        place = [.. Turns.Select(x => BindPlace(sessions.Place, batch, new RowSegment(0, rows.Largest), x))];
    }

    private static int[] Turns => [0, 1];

    /// <summary>The UNet's calls that cover so many occupied rows, where x_t lies in tensor <paramref name="x"/>.</summary>
    public OrtIoBinding[] Unet(int occupied, int x) => unet[x][occupied];

    public OrtIoBinding[] WeakUnet(int occupied, int x) => weakUnet[x][occupied];

    public OrtIoBinding[] Gradient(int occupied, int x) => gradient[x][occupied];

    /// <summary>Reads tensor <paramref name="x"/> and writes the other one.</summary>
    public OrtIoBinding Step(int occupied, int x) => step[x][rows.IndexOfSmallest(occupied)];

    /// <summary>Checks tensor <paramref name="x"/>, and copies it to the host where an image has ended.</summary>
    public OrtIoBinding Check(int occupied, int x, bool fetch) => (fetch ? checkAndFetch : check)[x][rows.IndexOfSmallest(occupied)];

    /// <summary>Copies x̂₀ to the host.</summary>
    public OrtIoBinding Film(int occupied) => film[rows.IndexOfSmallest(occupied)];

    /// <summary>Reads tensor <paramref name="x"/> and writes the other one.</summary>
    public OrtIoBinding Place(int x) => place[x];

    public void Dispose() => all.ForEach(binding => binding.Dispose());

    private OrtIoBinding[][][] ByOccupied(Func<RowSegment, int, OrtIoBinding> bind) =>
    [
        .. Turns.Select(x =>
        {
            var bindings = rows.AllSegments.ToDictionary(segment => segment, segment => bind(segment, x));
            return Enumerable.Range(0, rows.Largest + 1)
                .Select(occupied => Array.ConvertAll(rows.Segments(occupied), segment => bindings[segment]))
                .ToArray();
        }),
    ];

    private OrtIoBinding[][] ByCount(Func<RowSegment, int, OrtIoBinding> bind) =>
        [.. Turns.Select(x => rows.Counts.Select(count => bind(new RowSegment(0, count), x)).ToArray())];

    private OrtIoBinding BindUnet(
        ModelSessions sessions, InferenceSession session, DeviceBatch batch, DeviceTensor output, RowSegment segment, int x)
    {
        var binding = Create(session);
        binding.BindInput(NetworkTensors.X, batch.X[x].View(segment));
        binding.BindInput(NetworkTensors.Time, batch.Time.View(segment));
        if (sessions.KnowsLabels)
        {
            binding.BindInput(NetworkTensors.Label, batch.NetworkLabel.View(segment));
        }

        if (batch.LowResolution is { } lowResolution)
        {
            binding.BindInput(NetworkTensors.LowResolution, lowResolution.View(segment));
        }

        binding.BindOutput(NetworkTensors.Output, output.View(segment));
        return binding;
    }

    private OrtIoBinding BindGradient(InferenceSession session, DeviceBatch batch, RowSegment segment, int x)
    {
        var binding = Create(session);
        binding.BindInput(NetworkTensors.X, batch.X[x].View(segment));
        binding.BindInput(NetworkTensors.Time, batch.Time.View(segment));
        binding.BindInput(NetworkTensors.Label, batch.ClassifierLabel.View(segment));
        binding.BindOutput(NetworkTensors.Gradient, batch.Gradient.View(segment));
        return binding;
    }

    private OrtIoBinding BindStep(ModelSessions sessions, DeviceBatch batch, RowSegment segment, int x)
    {
        var binding = Create(sessions.Step);
        binding.BindInput(StepGraph.X, batch.X[x].View(segment));
        binding.BindInput(StepGraph.Output, batch.Output.View(segment));
        binding.BindInput(StepGraph.Gradient, batch.Gradient.View(segment));
        binding.BindInput(StepGraph.Noise, batch.Noise.View(segment));
        binding.BindInput(StepGraph.Coefficients, batch.Coefficients.View(segment));
        binding.BindInput(StepGraph.ConditionalRow, batch.ConditionalRow.View(segment));
        binding.BindInput(StepGraph.NullRow, batch.NullRow.View(segment));
        binding.BindInput(StepGraph.Kept, batch.Kept[x].View(segment));
        binding.BindInput(StepGraph.ThresholdCount, batch.ThresholdCount.View(new RowSegment(0, 1)));
        if (batch.WeakOutput is { } weakOutput)
        {
            binding.BindInput(StepGraph.WeakOutput, weakOutput.View(segment));
        }

        binding.BindOutput(StepGraph.NextX, batch.X[1 - x].View(segment));
        binding.BindOutput(StepGraph.NextKept, batch.Kept[1 - x].View(segment));
        binding.BindOutput(StepGraph.X0, batch.X0.View(segment));
        return binding;
    }

    private OrtIoBinding BindCheck(InferenceSession session, DeviceBatch batch, RowSegment segment, int x, bool fetch)
    {
        var binding = Create(session);
        binding.BindInput(CheckGraph.X, batch.X[x].View(segment));
        binding.BindOutput(CheckGraph.NotFinite, batch.NotFinite.View(segment));
        if (fetch)
        {
            binding.BindOutput(CheckGraph.Image, batch.Image.View(segment));
        }

        return binding;
    }

    private OrtIoBinding BindFilm(InferenceSession session, DeviceBatch batch, RowSegment segment)
    {
        var binding = Create(session);
        binding.BindInput(CheckGraph.X, batch.X0.View(segment));
        binding.BindOutput(CheckGraph.Image, batch.Film.View(segment));
        return binding;
    }

    private OrtIoBinding BindPlace(InferenceSession session, DeviceBatch batch, RowSegment segment, int x)
    {
        var binding = Create(session);
        binding.BindInput(PlaceGraph.X, batch.X[x].View(segment));
        binding.BindInput(PlaceGraph.Noise, batch.Noise.View(segment));
        binding.BindInput(PlaceGraph.Source, batch.Source.View(segment));
        binding.BindInput(PlaceGraph.Fresh, batch.Fresh.View(segment));
        binding.BindInput(PlaceGraph.Kept, batch.Kept[x].View(segment));
        binding.BindOutput(PlaceGraph.NextX, batch.X[1 - x].View(segment));
        binding.BindOutput(PlaceGraph.NextKept, batch.Kept[1 - x].View(segment));
        return binding;
    }

    private OrtIoBinding Create(InferenceSession session)
    {
        var binding = session.CreateIoBinding();
        all.Add(binding);
        return binding;
    }
}
