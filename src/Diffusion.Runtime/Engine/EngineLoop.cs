using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// The loop of an engine, on one thread: admit, step every occupied row once, hand out what has ended. Between two steps of
/// an unchanged table it allocates nothing.
/// </summary>
internal sealed class EngineLoop : IDisposable
{
    private readonly ModelSessions sessions;
    private readonly RowCounts rows;
    private readonly RowTable table;
    private readonly DeviceMemory memory;
    private readonly DeviceBatch batch;
    private readonly BatchBindings bindings;
    private readonly StepNoise noise;
    private readonly Upload stepUpload;
    private readonly Upload noiseUpload;
    private readonly Upload placeUpload;
    private readonly RunOptions run = new();
    private readonly AdmissionQueue queue;
    private readonly StatisticsCounter statistics;

    /// <summary>Which of the two tensors holds x_t.</summary>
    private int current;

    public EngineLoop(ModelSessions sessions, Device device, RowCounts rows, AdmissionQueue queue, StatisticsCounter statistics)
    {
        this.sessions = sessions;
        this.rows = rows;
        this.queue = queue;
        this.statistics = statistics;
        table = new RowTable(rows.Limit);
        memory = new DeviceMemory(device, sessions.Unet);
        batch = new DeviceBatch(memory, rows.Largest, sessions.Shape, sessions.OutputChannels, sessions.LowResolution, sessions.WeakUnet is not null);
        bindings = new BatchBindings(sessions, batch, rows);
        stepUpload = new Upload(device, batch.StepInputs);
        noiseUpload = new Upload(device, [batch.Noise]);
        placeUpload = new Upload(device, batch.PlaceInputs);

        // Last, because it has a thread.
        noise = new StepNoise(table, batch.Noise);
    }

    /// <summary>Images that lie in rows.</summary>
    public IReadOnlyList<Sample> Samples => table.Samples;

    /// <summary>Runs until the queue is closed.</summary>
    public void Run()
    {
        while (!queue.IsClosed)
        {
            table.RemoveEnded();
            queue.Fill(table);
            if (table.Samples.Count == 0)
            {
                statistics.SetIdle();
                queue.Wait();
                continue;
            }

            try
            {
                RunStep();
            }
            catch (OnnxRuntimeException error)
            {
                foreach (var sample in table.Samples)
                {
                    sample.Fail(new ImageException($"{sample.Describe()}: step {sample.StepsDone + 1} failed on the device: {error.Message}", error) { IsTransient = true });
                }
            }
        }
    }

    public void Dispose()
    {
        noise.Dispose();
        stepUpload.Dispose();
        noiseUpload.Dispose();
        placeUpload.Dispose();
        bindings.Dispose();
        batch.Dispose();
        memory.Dispose();
        run.Dispose();
    }

    private void RunStep()
    {
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (table.HasChanged)
        {
            Place();
        }

        var needs = FillInputs();
        if (needs.HasNoise)
        {
            noise.Begin();
        }

        long model;
        try
        {
            stepUpload.Run(run);
            var modelStarted = Stopwatch.GetTimestamp();
            RunNetworks(needs);
            model = Stopwatch.GetTimestamp() - modelStarted;
        }
        finally
        {
            noise.Finish();
        }

        if (needs.HasNoise)
        {
            noiseUpload.Run(run);
        }

        sessions.Step.RunWithBinding(run, bindings.Step(table.Occupied, current));
        current = 1 - current;
        sessions.Checking.RunWithBinding(run, bindings.Check(table.Occupied, current, needs.HasLast));
        if (needs.HasFilm)
        {
            sessions.Checking.RunWithBinding(run, bindings.Film(table.Occupied));
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated + noise.TakeAllocated();

        var finished = Advance();
        statistics.AddStep(table.Occupied, needs, model, Stopwatch.GetTimestamp() - started - model, allocated, finished);

        // Whoever waits for an image finds its last step counted.
        HandOut();
    }

    private void RunNetworks(StepNeeds needs)
    {
        if (needs.HasNetwork)
        {
            RunAll(sessions.Unet, bindings.Unet(table.Occupied, current));
        }

        if (needs.HasWeakNetwork)
        {
            RunAll(sessions.WeakUnet!, bindings.WeakUnet(table.Occupied, current));
        }

        if (needs.HasGradient)
        {
            RunAll(sessions.Gradient!, bindings.Gradient(table.Occupied, current));
        }
    }

    /// <summary>Moves rows together and puts x_T into those that start.</summary>
    private void Place()
    {
        table.Place(batch.Source.Data, batch.Fresh.Data);
        foreach (var sample in table.Samples)
        {
            var (row, nullRow) = (sample.Row, sample.NullRow);
            if (batch.Fresh.Data[row])
            {
                StartingPoint.Fill(batch.Noise.Row(row), sample.Request, sessions.Prior);
                batch.Noise.CopyToPair(row, nullRow);
            }

            batch.NetworkLabel.Data[row] = sample.NetworkLabel;
            if (nullRow != row)
            {
                batch.NetworkLabel.Data[nullRow] = sample.NullLabel;
            }

            for (var k = row; k <= nullRow; k++)
            {
                sample.Request.LowResolution.CopyTo(batch.LowResolution is { } small ? small.Row(k) : []);
                batch.ClassifierLabel.Data[k] = sample.Request.ClassifierLabel ?? 0;
                batch.ConditionalRow.Data[k] = row;
                batch.NullRow.Data[k] = nullRow;
            }
        }

        ClearIdleRows();
        placeUpload.Run(run);
        sessions.Place.RunWithBinding(run, bindings.Place(current));
        current = 1 - current;
    }

    /// <summary>Rows without an image compute along; zero coefficients keep whatever they hold from growing.</summary>
    private void ClearIdleRows()
    {
        for (var row = table.Occupied; row < rows.Largest; row++)
        {
            batch.Time.Data[row] = 0;
            batch.NetworkLabel.Data[row] = 0;
            batch.ClassifierLabel.Data[row] = 0;
            batch.ConditionalRow.Data[row] = 0;
            batch.NullRow.Data[row] = 0;
            batch.Coefficients.Row(row).Clear();
        }
    }

    private StepNeeds FillInputs()
    {
        var needs = default(StepNeeds);
        var thresholdCount = 1;
        foreach (var sample in table.Samples)
        {
            var step = sample.Step;
            needs = needs.With(sample);
            thresholdCount = Math.Max(thresholdCount, sample.Request.Plan.ThresholdCount(batch.Shape.Length));
            for (var row = sample.Row; row <= sample.NullRow; row++)
            {
                batch.Time.Data[row] = step.NetworkTime;
                step.Coefficients.CopyTo(batch.Coefficients.Row(row));
            }
        }

        batch.ThresholdCount.Data[0] = thresholdCount;
        return needs;
    }

    /// <summary>Fails images that went wrong, and counts the step of the others.</summary>
    /// <returns>How many have made their last step.</returns>
    private int Advance()
    {
        var finished = 0;
        foreach (var sample in table.Samples)
        {
            if (sample.HasEnded)
            {
                continue;
            }

            if (!float.IsFinite(batch.NotFinite.Data[sample.Row]))
            {
                sample.Fail(NotFinite(sample));
                continue;
            }

            if (sample.IsFilmed)
            {
                sample.Film.Add(batch.Film.Row(sample.Row).ToArray());
            }

            sample.Advance();
            finished += sample.IsFinished ? 1 : 0;
        }

        return finished;
    }

    /// <summary>Completes the images that have made their last step.</summary>
    private void HandOut()
    {
        var shape = batch.Shape;
        foreach (var sample in table.Samples)
        {
            if (sample.IsFinished)
            {
                sample.Complete(new SampledImage(batch.Image.Row(sample.Row).ToArray(), shape.Channels, shape.Height, shape.Width) { Film = sample.Film });
            }
        }
    }

    private void RunAll(InferenceSession session, OrtIoBinding[] calls)
    {
        foreach (var call in calls)
        {
            session.RunWithBinding(run, call);
        }
    }

    private static ImageException NotFinite(Sample sample) =>
        new(
            $"{sample.Describe()}: its values became infinite or not a number in step {sample.StepsDone + 1} of " +
            $"{sample.Request.Plan.Steps.Count} (timestep {sample.Step.Timestep}). Lower the guidance scale, or check the model with another job.");
}
