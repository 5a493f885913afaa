using System.Text.Json.Nodes;
using Diffusion.Runtime;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Export;

/// <summary>The model that an export replaces: what is not exported anew stays as it is.</summary>
public sealed class KeptModel
{
    private readonly ModelCard card;

    private KeptModel(ModelCard card) => this.card = card;

    public ModelFiles Files => card.Files;

    public IReadOnlyList<string>? Attributes => card.Attributes;

    /// <summary>Opens the model in a folder, its files' hashes compared; null where there is none or none of it is wanted.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="unet">How the new UNet was trained.</param>
    /// <param name="wanted">Whether any of the old model's files is to stay.</param>
    /// <exception cref="TrainerException">The old model is damaged, or the new UNet does not go with it.</exception>
    public static KeptModel? Open(string folder, TrainingSettings unet, Func<ModelFiles, bool> wanted)
    {
        if (!File.Exists(Path.Combine(folder, ModelCard.FileName)))
        {
            return null;
        }

        try
        {
            if (!wanted(ModelCardJson.Read(folder).Files))
            {
                return null;
            }

            var opened = ModelFolder.Open(folder).Card;
            RequireSameImages(folder, opened, unet);
            return new KeptModel(opened);
        }
        catch (ModelException error)
        {
            throw new TrainerException(
                $"{error.Message}\nThe files of the model in '{folder}' cannot be kept. Name the runs of all networks, or another folder for --out.", error);
        }
    }

    /// <summary>Checks that the old model's weaker UNet, which stays, goes with the new UNet.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="unet">How the new UNet was trained.</param>
    /// <exception cref="TrainerException">It does not.</exception>
    public void RequireFitOfWeakUnet(string folder, TrainingSettings unet)
    {
        if (card.Files.WeakUnet is not null && OutputMeaning.Of(card) is var one && OutputMeaning.Of(unet) is var two && one != two)
        {
            throw new TrainerException($"The weaker UNet in '{folder}' {one}, but the new UNet {two}. Name a weaker UNet's run for --weak-unet, or another folder for --out.");
        }
    }

    /// <summary>What the old card says of the training of a network; null where it says nothing.</summary>
    public JsonNode? Training(string network) => card.Training?[network]?.DeepClone();

    /// <summary>The command that made the data set, where the old UNet was trained with the same.</summary>
    public JsonNode? Data(string dataSha256) =>
        (string?)card.Training?["unet"]?["dataSha256"] == dataSha256 ? card.Training?["data"]?.DeepClone() : null;

    private static void RequireSameImages(string folder, ModelCard card, TrainingSettings unet)
    {
        if (!unet.HasPictures(card.Classes, card.ImageSize, card.Channels))
        {
            throw new TrainerException(
                $"The model in '{folder}' has {card.Classes.Count} classes of {card.ImageSize}×{card.ImageSize}, but the UNet was trained with " +
                $"{unet.Classes.Count} of {unet.ImageSize}×{unet.ImageSize} or with other names. Name the runs of all networks, or another folder for --out.");
        }

        if (card.Files.ClassifierGradient is not null && (card.Schedule.Name != unet.Schedule || card.Schedule.Timesteps != unet.Timesteps))
        {
            throw new TrainerException(
                $"The classifier in '{folder}' goes with the {card.Schedule.Name} schedule of {card.Schedule.Timesteps} timesteps, but the UNet was trained with " +
                $"{unet.Schedule} of {unet.Timesteps}. Name a classifier's run for --classifier.");
        }
    }
}
