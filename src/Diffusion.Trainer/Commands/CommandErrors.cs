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
        catch (Exception error) when (error is TrainerException or SamplingException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        catch (AggregateException errors) when (errors.InnerException is TrainerException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
