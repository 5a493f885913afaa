using Diffusion.Networks;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// A trained UNet, held fixed. Its prediction for (x_t, y) is the mean of all that an example's own noise could have been, so a
/// network that learns from it sees none of that noise. Safe to use from several threads at once.
/// </summary>
public sealed class Teacher
{
    private readonly ParameterStore parameters;
    private readonly UNetConfiguration network;
    private readonly int? nullClass;

    /// <param name="trained">The UNet.</param>
    /// <param name="device">Where it computes; null: the CPU.</param>
    public Teacher(TeachingUnet trained, Device? device = null)
    {
        parameters = TrainedNetwork.ToStore(trained.Weights, device);
        network = trained.Settings.Unet!;
        nullClass = trained.NullClass;
        Equations = DiffusionEquations.Of(trained.Settings, device: device);
    }

    /// <summary>Of its training.</summary>
    public DiffusionEquations Equations { get; }

    /// <summary>The teacher that settings name; null where they name none.</summary>
    /// <exception cref="TrainerException">The UNet is not the recorded one, or was trained for other pictures or noise.</exception>
    public static Teacher? Load(TrainingSettings settings)
    {
        if (settings.Teacher is not { } teacher)
        {
            return null;
        }

        var trained = TeachingUnet.Open(teacher.Folder);
        var problems = TeacherCheck.Problems(settings, trained).ToList();
        return problems.Count == 0 ? new Teacher(trained, TrainingDevice.Of(settings.Device)) : throw new TrainerException(string.Join('\n', problems));
    }

    /// <summary>Its prediction for noisy images with their labels [N, C, H, W]; what it says of the variance is left out.</summary>
    /// <param name="noisy">x_t [N, C, H, W].</param>
    /// <param name="times">What networks see of t [N].</param>
    /// <param name="labels">y, int64 [N].</param>
    public Tensor Predict(Tensor noisy, Tensor times, Tensor labels)
    {
        using var quiet = no_grad();
        return Equations.Split(UNet.Forward(new TorchNetworkBuilder(parameters), network, noisy, times, new() { Label = labels })).Prediction;
    }

    /// <summary>Its prediction for noisy images with the null class [N, C, H, W].</summary>
    public Tensor PredictUnlabelled(Tensor noisy, Tensor times) =>
        Predict(noisy, times, full([noisy.shape[0]], nullClass!.Value, ScalarType.Int64, noisy.device));
}
