using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime.Tests.Devices;

public sealed class DeviceTests
{
    [Fact]
    public void Select_Cpu_SaysItWasAskedFor()
    {
        var device = Device.Select(DeviceChoice.Cpu);

        Assert.Equal(DeviceKind.Cpu, device.Kind);
        Assert.Equal("CPUExecutionProvider", device.Provider);
        Assert.Contains("asked for", device.Reason);
        Assert.StartsWith("cpu (", device.ToString());
    }

    [Fact]
    public void Select_Auto_TakesWhatIsThereAndSaysWhy()
    {
        var device = Device.Select(DeviceChoice.Auto);

        Assert.Contains("CUDA", device.Reason);
        Assert.Equal(device.Kind == DeviceKind.Cpu, device.Reason.Contains("cannot be used"));
    }

    [Fact]
    public void Select_CudaThatIsNotThere_FailsLoudly()
    {
        if (Device.Select(DeviceChoice.Auto).Kind == DeviceKind.Cuda)
        {
            Assert.Equal(DeviceKind.Cuda, Device.Select(DeviceChoice.Cuda).Kind);
            return;
        }

        var error = Assert.Throws<DeviceException>(() => Device.Select(DeviceChoice.Cuda));

        Assert.Contains("Set Device to cpu or auto".ToLowerInvariant(), error.Message.ToLowerInvariant());
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void CreateSessionOptions_SessionsOfOneProcess_ShareThePool()
    {
        using var options = Device.Select(DeviceChoice.Cpu).CreateSessionOptions();

        Assert.True(OrtEnv.IsCreated);
        Assert.Equal(GraphOptimizationLevel.ORT_ENABLE_ALL, options.GraphOptimizationLevel);
    }

    [Fact]
    public void UseThreads_AfterTheFirstDevice_RefusesAnotherNumber()
    {
        _ = Device.Select(DeviceChoice.Cpu);

        Assert.Throws<InvalidOperationException>(() => RuntimeEnvironment.UseThreads(63));
    }
}
