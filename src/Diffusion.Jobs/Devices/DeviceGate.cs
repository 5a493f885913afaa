using Diffusion.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Tests the device before the host takes a message from any queue. While it fails the test nothing is taken; after some tries the process
/// ends, so that whoever runs it can restart it or give it another machine.
/// </summary>
public sealed partial class DeviceGate(IOptions<ModelOptions> options, SickDevice sick, TimeProvider time, ILogger<DeviceGate> log) : IHostedLifecycleService
{
    // The host of the functions waits a minute for the process to answer.
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 4, 8, 16 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>What is run to find out; replaced where a test wants a sick device.</summary>
    public Func<DeviceChoice, Device> Test { get; init; } = DeviceTest.Run;

    /// <inheritdoc />
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                LogHealthy(await Task.Run(() => Test(options.Value.Device), cancellationToken));
                return;
            }
            catch (DeviceException exception)
            {
                LogUnhealthy(exception, attempt + 1);
                if (attempt == Pauses.Length)
                {
                    sick.Report(DeviceFailure.Recognize(exception) ?? DeviceFailureKind.Lost, exception);
                    throw;
                }
            }

            await Task.Delay(Pauses[attempt], time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The device is healthy: {Device}")]
    private partial void LogHealthy(Device device);

    [LoggerMessage(LogLevel.Error, "The device fails its test (try {Attempt}); nothing is taken from the queues")]
    private partial void LogUnhealthy(Exception exception, int attempt);
}
