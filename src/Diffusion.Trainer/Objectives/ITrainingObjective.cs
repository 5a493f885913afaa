using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>What training minimizes: a network and its loss. Safe to use from several threads at once, each with its own builder.</summary>
public interface ITrainingObjective
{
    /// <summary>The loss of each example of a batch [N]; training minimizes their weighted mean.</summary>
    Tensor Losses(TorchNetworkBuilder builder, TrainingBatch batch);
}
