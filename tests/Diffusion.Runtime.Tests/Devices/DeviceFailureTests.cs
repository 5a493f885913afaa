namespace Diffusion.Runtime.Tests.Devices;

public sealed class DeviceFailureTests
{
    [Theory]
    [InlineData("Non-zero status code returned while running Conv node. Failed to allocate memory for requested buffer of size 1073741824", DeviceFailureKind.OutOfMemory)]
    [InlineData("BFCArena::AllocateRawInternal Available memory of 1024 is smaller than requested bytes of 4096", DeviceFailureKind.OutOfMemory)]
    [InlineData("CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc", DeviceFailureKind.OutOfMemory)]
    [InlineData("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED", DeviceFailureKind.OutOfMemory)]
    [InlineData("std::bad_alloc", DeviceFailureKind.OutOfMemory)]
    [InlineData("CUDA failure 700: an illegal memory access was encountered ; GPU=0", DeviceFailureKind.Lost)]
    [InlineData("CUDNN failure 8: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0", DeviceFailureKind.Lost)]
    [InlineData("CUDA failure 214: uncorrectable ECC error encountered", DeviceFailureKind.Lost)]
    [InlineData("Got invalid dimensions for input: x", null)]
    public void Recognize_Text_IsTold(string text, DeviceFailureKind? kind)
    {
        Assert.Equal(kind, DeviceFailure.Recognize(new InvalidOperationException(text)));
        Assert.Equal(kind, DeviceFailure.Recognize(new ImageException("Image 3", new InvalidOperationException(text)) { IsTransient = true }));
        Assert.Equal(kind, DeviceFailure.Recognize(new AggregateException(new InvalidOperationException(text))));
    }

    [Fact]
    public void Recognize_FailureOfTheImage_IsNone() => Assert.Null(DeviceFailure.Recognize(new ImageException("Lower the scale: out of memory is no word of mine")));

    [Fact]
    public void Recognize_EngineThatWasGivenBack_IsLost() =>
        Assert.Equal(DeviceFailureKind.Lost, DeviceFailure.Recognize(new ObjectDisposedException(nameof(SamplingEngine), "gone")));

    [Fact]
    public void Run_Cpu_IsHealthy() => Assert.Equal(DeviceKind.Cpu, DeviceTest.Run(DeviceChoice.Cpu).Kind);
}
