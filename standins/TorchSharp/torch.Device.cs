namespace TorchSharp;

/// <summary>Kinds of device.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Where a tensor lies. This stand-in has the CPU alone.</summary>
    public class Device
    {
        public Device(string description)
            : this(description.StartsWith("cuda", StringComparison.Ordinal) ? DeviceType.CUDA : DeviceType.CPU, IndexOf(description))
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        public override string ToString() => (type == DeviceType.CUDA ? "cuda" : "cpu") + (index < 0 ? "" : $":{index}");

        public static implicit operator Device(string description) => new(description);

        internal static void RefuseCuda(Device? device)
        {
            if (device is { type: not DeviceType.CPU })
            {
                throw new NotSupportedException($"This stand-in runs on the CPU alone; '{device}' needs the official TorchSharp package with TorchSharp-cuda-linux or -windows.");
            }
        }

        private static int IndexOf(string description)
        {
            var colon = description.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? -1 : int.Parse(description.AsSpan(colon + 1));
        }
    }
}
