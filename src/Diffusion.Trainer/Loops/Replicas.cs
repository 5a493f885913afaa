using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>
/// Computes a batch's loss and gradient in parts, a thread for each. The parts share the parameters; their gradients are
/// averaged in a fixed order, so the same number of replicas always gives the same bytes.
/// </summary>
public sealed class Replicas : IDisposable
{
    private readonly ITrainingObjective objective;
    private readonly List<Tensor> parameters;
    private readonly Replica[] replicas;
    private readonly int microbatch;

    /// <param name="objective">The loss.</param>
    /// <param name="parameters">What they share.</param>
    /// <param name="count">Replicas.</param>
    /// <param name="threadsEach">libtorch threads of each.</param>
    /// <param name="microbatch">Images that a replica computes at once, to save memory; 0: its whole part.</param>
    /// <param name="compute">What convolutions and attention are computed in.</param>
    public Replicas(
        ITrainingObjective objective,
        TrainedParameters parameters,
        int count,
        int threadsEach,
        int microbatch = 0,
        ScalarType compute = ScalarType.Float32)
    {
        this.objective = objective;
        this.microbatch = microbatch;
        this.parameters = [.. parameters.Store.Parameters];
        replicas = [.. Enumerable.Range(0, count).Select(index => new Replica(parameters, index, threadsEach, compute))];
    }

    /// <summary>The loss of each example, their weighted mean and its flat gradient, which stays valid until the next call.</summary>
    /// <param name="batch">Its size is a multiple of the number of replicas.</param>
    /// <param name="dropoutSeed">Decides the dropout inside the network.</param>
    public BatchGradient Gradient(TrainingBatch batch, long dropoutSeed)
    {
        var share = batch.Count / replicas.Length;
        for (var index = 0; index < replicas.Length; index++)
        {
            var (replica, part, seed) = (replicas[index], batch.Slice(index * share, share), dropoutSeed + index);
            replica.Thread.Begin(() => ComputePart(replica, part, seed));
        }

        foreach (var replica in replicas)
        {
            replica.Thread.Wait();
        }

        var sum = replicas[0].Gradient.Values;
        foreach (var replica in replicas.Skip(1))
        {
            sum.add_(replica.Gradient.Values);
        }

        return new BatchGradient(
            [.. replicas.SelectMany(replica => replica.Losses)], replicas.Average(replica => replica.Loss), sum.mul_(1.0 / replicas.Length));
    }

    public void Dispose()
    {
        foreach (var replica in replicas)
        {
            replica.Dispose();
        }
    }

    private void ComputePart(Replica replica, TrainingBatch part, long dropoutSeed)
    {
        replica.Dropout.manual_seed(dropoutSeed);
        replica.Gradient.Values.zero_();
        (replica.Losses, replica.Loss) = (new float[part.Count], 0);
        var size = microbatch == 0 ? part.Count : microbatch;
        for (var start = 0; start < part.Count; start += size)
        {
            using var scope = NewDisposeScope();
            var micro = part.Slice(start, Math.Min(size, part.Count - start));
            var losses = objective.Losses(replica.Builder, micro);
            var loss = (losses * tensor(micro.LossWeights, [micro.Count], device: losses.device)).mean();

            var share = (double)micro.Count / part.Count;
            replica.Gradient.Add(autograd.grad([loss], parameters), share);
            replica.Loss += share * loss.item<float>();
            losses.detach().cpu().data<float>().ToArray().CopyTo(replica.Losses, start);
        }
    }

    private sealed class Replica(TrainedParameters parameters, int index, int threads, ScalarType compute) : IDisposable
    {
        public ReplicaThread Thread { get; } = new($"replica {index}", threads);

        public Generator Dropout { get; } = new();

        public TorchNetworkBuilder Builder => field ??= new TorchNetworkBuilder(parameters.Store, Dropout, compute);

        public FlatVector Gradient { get; } = new(parameters.Layout, parameters.Store.Device);

        public float[] Losses { get; set; } = [];

        public double Loss { get; set; }

        public void Dispose()
        {
            Thread.Dispose();
            Dropout.Dispose();
            Gradient.Dispose();
        }
    }
}
