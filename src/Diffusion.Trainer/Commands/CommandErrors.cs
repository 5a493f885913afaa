using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Commands;

/// <summary>Turns what the user can correct into a message and exit status 1; anything else is a defect and keeps its stack.</summary>
public static class CommandErrors
{
    /// <summary>Runs a command's work.</summary>
    /// <returns>Its exit status, or 1.</returns>
    public static int Catch(Func<int> work)
    {
        try
        {
            return work();
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
        TrainerException or SamplingException or ModelException or WeightsException or ConfigurationException => error,
        IOException or UnauthorizedAccessException => error,
        AggregateException { InnerException: { } inner } => Expected(inner),
        _ => null,
    };
}
