using Diffusion.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>Ends a process whose device fails: every attempt on it would be lost, and only a new process gets the device anew.</summary>
public sealed partial class SickDevice(ILogger<SickDevice> log, IHostApplicationLifetime? lifetime = null)
{
    /// <summary>The process's exit status when its device is sick (EX_UNAVAILABLE of sysexits.h), for whoever restarts it.</summary>
    public const int ExitStatus = 69;

    /// <summary>Asks the host to stop: its messages go back to their queues.</summary>
    public void Report(DeviceFailureKind failure, Exception exception)
    {
        LogSick(exception, failure, ExitStatus);
        Environment.ExitCode = ExitStatus;
        lifetime?.StopApplication();
    }

    [LoggerMessage(LogLevel.Critical, "The device is sick ({Failure}): the process ends with status {Status}, its messages go back")]
    private partial void LogSick(Exception exception, DeviceFailureKind failure, int status);
}
