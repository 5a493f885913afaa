using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The acTL, fcTL and fdAT chunks of a file, sorted into frames.</summary>
internal sealed class PngAnimation
{
    private readonly List<(PngFrameControl Control, MemoryStream Data)> frames = [];
    private uint sequence;
    private uint declared;

    /// <summary>Whether the file has an acTL; without one it is no animation, whatever else it holds.</summary>
    public bool IsDeclared { get; private set; }

    public uint RepeatCount { get; private set; }

    /// <summary>The default image's own frame control; null where it is no part of the animation.</summary>
    public PngFrameControl? Root { get; private set; }

    /// <summary>The frames besides the default image.</summary>
    public IEnumerable<(PngFrameControl Control, byte[] Compressed)> Frames => frames.Select(frame => (frame.Control, frame.Data.ToArray()));

    public static byte[] WriteControl(uint frames, uint repeatCount)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, frames);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), repeatCount);
        return data;
    }

    public static byte[] WriteData(uint sequence, ReadOnlySpan<byte> compressed)
    {
        var data = new byte[compressed.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(data, sequence);
        compressed.CopyTo(data.AsSpan(4));
        return data;
    }

    /// <summary>Takes a chunk; false where it is none of an animation's.</summary>
    public bool TryRead(string type, byte[]? data, PngHeader header, bool afterDefaultImage)
    {
        if (type is not ("acTL" or "fcTL" or "fdAT"))
        {
            return false;
        }

        if (data is null || data.Length < (type == "fdAT" ? 4 : 8))
        {
            throw new InvalidImageContentException($"CRC Error. PNG {type} chunk is corrupt!");
        }

        switch (type)
        {
            case "acTL":
                IsDeclared = true;
                declared = BinaryPrimitives.ReadUInt32BigEndian(data);
                RepeatCount = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4));
                break;
            case "fcTL":
                Count(data);
                Add(PngFrameControl.Read(data, header), afterDefaultImage);
                break;
            default:
                Count(data);
                (frames.Count > 0 ? frames[^1].Data : throw new InvalidImageContentException("A PNG fdAT chunk comes before its fcTL chunk.")).Write(data.AsSpan(4));
                break;
        }

        return true;
    }

    /// <summary>Whether there are as many frames as acTL says.</summary>
    public void Check()
    {
        var found = frames.Count + (Root is null ? 0 : 1);
        if (IsDeclared && found != declared)
        {
            throw new InvalidImageContentException($"The PNG has {found} frames, but its acTL chunk says {declared}.");
        }
    }

    private void Add(PngFrameControl control, bool afterDefaultImage)
    {
        if (afterDefaultImage)
        {
            frames.Add((control, new MemoryStream()));
        }
        else
        {
            Root = control;
        }
    }

    // fcTL and fdAT chunks are numbered together.
    private void Count(ReadOnlySpan<byte> data)
    {
        var found = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (found != sequence)
        {
            throw new InvalidImageContentException($"A PNG animation chunk has sequence number {found} instead of {sequence}.");
        }

        sequence++;
    }
}
