using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Commands;

/// <summary>Turns what the user can correct into a message and exit status 1; anything else is a defect and keeps its stack.</summary>
public static class CommandErrors
{
    /// <summary>128 + SIGINT: the exit status of work that was stopped before its end, by whichever signal.</summary>
    public const int Stopped = 130;

    /// <summary>Runs a command's work.</summary>
    /// <returns>Its exit status, 1, or <see cref="Stopped"/>.</returns>
    public static int Catch(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return Stopped;
        }
        catch (Exception error) when (Expected(error) is { } expected)
        {
            Console.Error.WriteLine(expected.Message);
            return 1;
        }
    }

    // Work on several threads wraps what went wrong.
    private static Exception? Expected(Exception error) => error switch
    {
        TrainerException or SamplingException or ModelException or WeightsException or ConfigurationException or DeviceException or ImageException => error,
        IOException or UnauthorizedAccessException => error,
        AggregateException { InnerException: { } inner } => Expected(inner),
        _ => null,
    };
}
