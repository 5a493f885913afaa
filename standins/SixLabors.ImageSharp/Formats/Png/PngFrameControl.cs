using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The fcTL chunk without its sequence number: a frame's region, delay, disposal and blending (PNG specification, third edition, 11.3.6.2).</summary>
internal sealed record PngFrameControl(
    int Width, int Height, int X, int Y, ushort DelayNumerator, ushort DelayDenominator, PngDisposalMethod Disposal, PngBlendMethod Blend)
{
    public const int Size = 26;

    public static PngFrameControl Of(ImageFrame frame)
    {
        var metadata = frame.Metadata.GetPngMetadata();
        return new PngFrameControl(
            frame.Width, frame.Height, 0, 0, (ushort)metadata.FrameDelay.Numerator, (ushort)metadata.FrameDelay.Denominator, metadata.DisposalMethod, metadata.BlendMethod);
    }

    public static PngFrameControl Read(ReadOnlySpan<byte> data, PngHeader header)
    {
        if (data.Length != Size)
        {
            throw new InvalidImageContentException($"A PNG frame control has {data.Length} bytes instead of {Size}.");
        }

        var control = new PngFrameControl(
            BinaryPrimitives.ReadInt32BigEndian(data[4..]),
            BinaryPrimitives.ReadInt32BigEndian(data[8..]),
            BinaryPrimitives.ReadInt32BigEndian(data[12..]),
            BinaryPrimitives.ReadInt32BigEndian(data[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(data[20..]),
            BinaryPrimitives.ReadUInt16BigEndian(data[22..]),
            (PngDisposalMethod)data[24],
            (PngBlendMethod)data[25]);
        control.Check(header);
        return control;
    }

    public byte[] Write(uint sequence)
    {
        var data = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(data, sequence);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), Width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), Height);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(12), X);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), Y);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(20), DelayNumerator);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(22), DelayDenominator);
        data[24] = (byte)Disposal;
        data[25] = (byte)Blend;
        return data;
    }

    public void CopyTo(PngFrameMetadata metadata)
    {
        metadata.FrameDelay = new Rational(DelayNumerator, DelayDenominator);
        metadata.DisposalMethod = Disposal;
        metadata.BlendMethod = Blend;
    }

    private void Check(PngHeader header)
    {
        if (Width <= 0 || Height <= 0 || X < 0 || Y < 0 || (long)X + Width > header.Width || (long)Y + Height > header.Height
            || !Enum.IsDefined(Disposal) || !Enum.IsDefined(Blend))
        {
            throw new InvalidImageContentException(
                $"A PNG frame control is invalid: {Width}x{Height} at ({X}, {Y}) of {header.Width}x{header.Height}, disposal {(int)Disposal}, blend {(int)Blend}.");
        }
    }
}
