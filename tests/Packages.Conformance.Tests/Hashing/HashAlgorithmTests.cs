using System.IO.Hashing;

namespace Packages.Conformance.Tests.Hashing;

/// <summary>The base class, through a sum of bytes.</summary>
public sealed class HashAlgorithmTests
{
    private static readonly byte[] Data = [1, 2, 3, 250];

    [Fact]
    public async Task Append_InEveryForm_AddsTheSame()
    {
        var whole = new Sum();
        whole.Append(Data);
        Assert.Equal([0, 1], whole.GetCurrentHash());
        var parts = new Sum();
        parts.Append(Data.AsSpan(0, 2));
        parts.Append(new MemoryStream(Data, 2, 1));
        await parts.AppendAsync(new MemoryStream(Data, 3, 1));
        Assert.Equal(whole.GetCurrentHash(), parts.GetCurrentHash());
    }

    [Fact]
    public void GetCurrentHash_Twice_KeepsTheState()
    {
        var sum = new Sum();
        sum.Append(Data);
        Assert.Equal(sum.GetCurrentHash(), sum.GetCurrentHash());
        var wide = new byte[3];
        Assert.Equal(2, sum.GetCurrentHash(wide));
        Assert.Equal([0, 1, 0], wide);
    }

    [Fact]
    public void GetHashAndReset_Twice_StartsAgain()
    {
        var sum = new Sum();
        sum.Append(Data);
        Assert.Equal([0, 1], sum.GetHashAndReset());
        Assert.Equal([0, 0], sum.GetHashAndReset());
        sum.Append(Data);
        Assert.True(sum.TryGetHashAndReset(new byte[2], out var written));
        Assert.Equal(2, written);
        Assert.Equal([0, 0], sum.GetCurrentHash());
    }

    [Fact]
    public void Destination_TooShort_IsRefusedAndNothingIsForgotten()
    {
        var sum = new Sum();
        sum.Append(Data);
        Assert.Throws<ArgumentException>("destination", () => sum.GetCurrentHash(new byte[1]));
        Assert.Throws<ArgumentException>("destination", () => sum.GetHashAndReset(new byte[1]));
        Assert.False(sum.TryGetCurrentHash(new byte[1], out var written));
        Assert.Equal(0, written);
        Assert.False(sum.TryGetHashAndReset(new byte[1], out _));
        Assert.Equal([0, 1], sum.GetCurrentHash());
    }

    [Fact]
    public void Append_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new Sum().Append((byte[])null!));
        Assert.Throws<ArgumentNullException>(() => new Sum().Append((Stream)null!));
    }

    [Fact]
    public void Assembly_Version_IsWhatAzureStorageAsksFor() =>
        Assert.True(typeof(NonCryptographicHashAlgorithm).Assembly.GetName().Version >= new Version(6, 0, 0, 0));

    private sealed class Sum : NonCryptographicHashAlgorithm
    {
        private ushort sum;

        public Sum()
            : base(2)
        {
        }

        public override void Append(ReadOnlySpan<byte> source)
        {
            foreach (var value in source)
            {
                sum += value;
            }
        }

        public override void Reset() => sum = 0;

        protected override void GetCurrentHashCore(Span<byte> destination) => System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(destination, sum);
    }
}
