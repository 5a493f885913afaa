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

    public Replicas(ITrainingObjective objective, TrainedParameters parameters, int count, int threadsEach)
    {
        this.objective = objective;
        this.parameters = [.. parameters.Store.Parameters];
        replicas = [.. Enumerable.Range(0, count).Select(index => new Replica(parameters, index, threadsEach))];
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
        using var scope = NewDisposeScope();
        replica.Dropout.manual_seed(dropoutSeed);
        var losses = objective.Losses(replica.Builder, part);
        var loss = (losses * tensor(part.LossWeights, [part.Count])).mean();
        replica.Gradient.CopyFrom(autograd.grad([loss], parameters));
        replica.Losses = losses.detach().data<float>().ToArray();
        replica.Loss = loss.item<float>();
    }

    private sealed class Replica(TrainedParameters parameters, int index, int threads) : IDisposable
    {
        public ReplicaThread Thread { get; } = new($"replica {index}", threads);

        public Generator Dropout { get; } = new();

        public TorchNetworkBuilder Builder => field ??= new TorchNetworkBuilder(parameters.Store, Dropout);

        public FlatVector Gradient { get; } = new(parameters.Layout);

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
