using System.Text;
using Diffusion.Trainer.Import;

namespace Diffusion.Trainer.Tests.Import;

/// <summary>Pickles that would run something, or that do not hold together: refused by instruction and place.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // \u0080 and above stand for single bytes.
    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0echotR.", "GLOBAL at byte 2 is refused: it names 'os.system'")]
    [InlineData("cposix\nsystem\n.", "'posix.system'")]
    [InlineData("cbuiltins\neval\n.", "'builtins.eval'")]
    [InlineData("c__builtin__\ngetattr\n.", "'__builtin__.getattr'")]
    [InlineData("ctorch.storage\n_load_from_bytes\n.", "'torch.storage._load_from_bytes'")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n.", "'torch._utils._rebuild_tensor'")]
    [InlineData("ccollections\nOrderedDict.fromkeys\n.", "'collections.OrderedDict.fromkeys'")]
    [InlineData("(ios\nsystem\n.", "INST at byte 3")]
    [InlineData("(ccollections\nOrderedDict\no.", "OBJ at byte 28")]
    [InlineData("ccollections\nOrderedDict\n)\u0081.", "NEWOBJ at byte 28")]
    [InlineData("ccollections\nOrderedDict\n)}\u0092.", "NEWOBJ_EX at byte 29")]
    [InlineData("X\u0008\0\0\0builtinsX\u0004\0\0\0eval\u0093.", "STACK_GLOBAL at byte 24")]
    [InlineData("\u0082\u0001.", "EXT1 at byte 2")]
    [InlineData("\u0083\u0001\0.", "EXT2")]
    [InlineData("\u0084\u0001\0\0\0.", "EXT4")]
    [InlineData("Pabc\n.", "PERSID")]
    [InlineData("X\u0003\0\0\0abcQ.", "BINPERSID at byte 10 is refused: it refers to something else")]
    [InlineData("S'text'\n.", "STRING")]
    [InlineData("I5\n.", "INT at")]
    [InlineData("\u0095\0\0\0\0\0\0\0\0.", "FRAME")]
    [InlineData("\u00ff.", "0xff at byte 2")]
    [InlineData("ctorch\nFloatStorage\n)R.", "REDUCE at byte 23 is refused: it calls Storage")]
    [InlineData("ccollections\nOrderedDict\n(K\u0001tR.", "it calls OrderedDict with 1 arguments")]
    [InlineData("X\u0001\0\0\0a)R.", "it calls what is no function")]
    [InlineData("})R.", "it calls what is no function")]
    [InlineData("ctorch\nFloatStorage\n}b.", "a dictionary is due on the stack")]
    [InlineData("}K\u0001b.", "sets something else than a dictionary's attributes")]
    [InlineData("})K\u0001s.", "another key than a text")]
    [InlineData("}}K\u0001s.", "another key than a text")]
    [InlineData("\u008a\u0009123456789.", "LONG1 at byte 2 is refused: a whole number has 9 bytes")]
    public void Open_InstructionOutsideAStateDict_IsRefusedByNameAndPlace(string program, string expected)
    {
        var error = Assert.Throws<TrainerException>(() => Open(program));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K", "ends after")]
    [InlineData("", "ends after")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffabc.", "ends after")]
    [InlineData(".", "0 values are left")]
    [InlineData("K\u0001K\u0002.", "2 values are left")]
    [InlineData("K\u0001(.", "1 values are left")]
    [InlineData("t.", "a mark is missing")]
    [InlineData("\u0085.", "a value is missing")]
    [InlineData("K\u0001(\u0085.", "a value is missing")]
    [InlineData("q\0.", "a value is missing")]
    [InlineData("h\0.", "nothing was remembered as 0")]
    [InlineData("K\u0001K\u0002a.", "a list is due")]
    [InlineData("}(K\u0001u.", "a key has no value")]
    [InlineData("ctorch", "a line has no end")]
    public void Open_DamagedPickle_IsRefused(string program, string expected)
    {
        var error = Assert.Throws<TrainerException>(() => Open(program));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged at byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherProtocol_IsRefused()
    {
        var path = Path.Combine(folder.Path, "p.pt");
        TorchFile.Write(path, [0x80, 4, (byte)'}', (byte)'.']);
        Assert.Contains("the protocol is 4", Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EndlessProgram_StopsAtItsLimit()
    {
        var path = Path.Combine(folder.Path, "p.pt");
        var program = new byte[5_000_000];
        Array.Fill(program, (byte)'}');
        TorchFile.Write(path, program);
        Assert.Contains("more than 4000000 instructions", Assert.Throws<TrainerException>(() => ForeignCheckpoint.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K\0", "(K\u0002K\u0003t", "(K\u0003K\u0001t", null)]
    [InlineData("K\u0001", "(K\u0002K\u0003t", "(K\u0003K\u0001t", "reaches to element 6 of the storage '0', which has 6")]
    [InlineData("K\0", "(K\u0002K\u0003t", "(K\u0004K\u0001t", "reaches to element 6")]
    [InlineData("K\0", "(K\u0002K\u0003t", "(K\u0003t", "as many of each")]
    [InlineData("K\0", "(J\u00ff\u00ff\u00ff\u00ffK\u0003t", "(K\u0003K\u0001t", "none negative")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ff", "(K\u0002K\u0003t", "(K\u0003K\u0001t", "none negative")]
    [InlineData("K\0", "(K\u0002K\u0003t", "(J\u00ff\u00ff\u00ff\u00ffK\u0001t", "none negative")]
    [InlineData("K\0", "(J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007ft", "(K\0K\0t", "reaches to element 0")]
    [InlineData("K\0", "(K\u0002t", "(\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007ft", "reaches to element 9223372036854775807")]
    [InlineData("K\0", "(K\u0002X\u0001\0\0\0at", "(K\u0003K\u0001t", "other arguments")]
    public void Open_ViewOfAStorage_MustLieInside(string offset, string size, string stride, string? expected)
    {
        var error = Record.Exception(() => Open(
            "}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0006tQ"
            + offset + size + stride + "\u0089}tRs.", new byte[24]));
        if (expected is null)
        {
            Assert.Null(error);
            return;
        }

        Assert.Contains(expected, Assert.IsType<TrainerException>(error).Message, StringComparison.Ordinal);
    }

    private void Open(string program, params byte[][] storages)
    {
        var path = Path.Combine(folder.Path, "p.pt");
        TorchFile.Write(path, [0x80, 2, .. Encoding.Latin1.GetBytes(program)], storages);
        ForeignCheckpoint.Open(path).Dispose();
    }
}
