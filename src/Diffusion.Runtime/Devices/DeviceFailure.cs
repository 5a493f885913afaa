namespace Diffusion.Runtime;

/// <summary>How a device fails.</summary>
public enum DeviceFailureKind
{
    /// <summary>It has not enough memory left.</summary>
    OutOfMemory,

    /// <summary>It is gone or broken; what it held is lost.</summary>
    Lost,
}

/// <summary>
/// Tells failures of the device from all else. ONNX Runtime has no error code for them: its native exceptions carry the texts of its
/// allocator, of CUDA, cuBLAS and cuDNN.
/// </summary>
public static class DeviceFailure
{
    private static readonly string[] OutOfMemory =
    [
        "out of memory",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "Failed to allocate memory",
        "is smaller than requested bytes",
        "ALLOC_FAILED",
        "bad_alloc",
        "bad allocation",
    ];

    private static readonly string[] Lost =
    [
        "CUDA failure",
        "CUDA error",
        "CUDA_ERROR_",
        "CUBLAS failure",
        "CUBLAS_STATUS_",
        "CUDNN failure",
        "CUDNN_STATUS_",
        "illegal memory access",
        "unspecified launch failure",
        "uncorrectable ECC",
        "device-side assert",
        "no CUDA-capable device",
        "fallen off the bus",
        "the device was lost",
    ];

    /// <summary>What failed of the device; null where it was something else. Looks into inner exceptions.</summary>
    public static DeviceFailureKind? Recognize(Exception exception)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            // What waited for an engine that was given back when its device failed.
            if (one is ObjectDisposedException { ObjectName: nameof(SamplingEngine) })
            {
                return DeviceFailureKind.Lost;
            }

            if (one is not (ImageException { IsTransient: false } or DeviceException) && Recognize(one.Message) is { } kind)
            {
                return kind;
            }
        }

        return null;
    }

    private static DeviceFailureKind? Recognize(string message) =>
        OutOfMemory.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase)) ? DeviceFailureKind.OutOfMemory
        : Lost.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase)) ? DeviceFailureKind.Lost
        : null;
}
