namespace Diffusion.Trainer.Datasets;

/// <summary>The parts that CIFAR and MNIST come in.</summary>
public enum DatasetSplit
{
    Train,
    Test,
}
