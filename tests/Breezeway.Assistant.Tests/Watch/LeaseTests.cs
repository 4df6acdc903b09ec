using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class LeaseTests : IDisposable
{
    readonly TempTree _t = new();
    public void Dispose() => _t.Dispose();

    [Fact]
    public void A_closed_file_has_no_writer()
    {
        _t.Write("f");
        Assert.Equal(WriterState.None, Lease.WriterOf(_t.At("f")));
        using var reader = FileHandle.Open(_t.At("f"), OpenMode.Read);
        Assert.Equal(WriterState.None, Lease.WriterOf(_t.At("f")));
    }

    [Fact]
    public void A_descriptor_for_writing_is_seen_until_it_is_closed()
    {
        using (_t.OpenForWrite("f")) Assert.True(Lease.IsOpenForWrite(_t.At("f")));
        Assert.False(Lease.IsOpenForWrite(_t.At("f")));
    }

    [Fact]
    public void A_writer_in_another_process_is_seen_until_it_ends()
    {
        using var child = Child.Start(new Command("sh", "-c", "exec 3>>f; echo ready; read line") { Directory = _t.Top, Input = Stdio.Pipe });
        child.Output!.Read(new byte[16]);
        Assert.Equal(WriterState.Open, Lease.WriterOf(_t.At("f")));
        Assert.Contains(FileIdentity.Of(Fs.LStat(_t.At("f"))!.Value), OpenFiles.ForWrite());
        child.Input!.Dispose();
        child.Wait();
        Assert.Equal(WriterState.None, Lease.WriterOf(_t.At("f")));
    }

    [Fact]
    public void A_shared_writable_mapping_counts_after_its_descriptor_was_closed()
    {
        _t.Write("f", new string('x', 4096));
        nint map;
        using (var f = _t.OpenForWrite("f")) map = Sys.MMap(0, 4096, 3 /* read, write */, 1 /* shared */, f.Fd, 0);
        Assert.NotEqual(-1, map);
        Assert.Equal(WriterState.Open, Lease.WriterOf(_t.At("f")));
        Assert.Equal(0, Sys.MUnmap(map, 4096));
        Assert.Equal(WriterState.None, Lease.WriterOf(_t.At("f")));
    }

    [Fact]
    public void What_is_no_regular_file_is_missing()
    {
        _t.Dir("d"); _t.Write("f"); _t.Symlink("f", "link");
        Assert.Equal(WriterState.Missing, Lease.WriterOf(_t.At("none")));
        Assert.Equal(WriterState.Missing, Lease.WriterOf(_t.At("f/below")));
        Assert.Equal(WriterState.Missing, Lease.WriterOf(_t.At("d")));
        Assert.Equal(WriterState.Missing, Lease.WriterOf(_t.At("link")));
    }

    [Fact]
    public void A_writer_who_opens_while_we_ask_neither_waits_nor_kills_us()
    {
        _t.Write("f");
        string path = _t.At("f");
        using var child = Child.Start(new Command("sh", "-c", "i=0; while [ $i -lt 20000 ]; do : >>f; i=$((i+1)); done") { Directory = _t.Top });
        var done = Task.Run(child.Wait);
        while (!done.IsCompleted) Lease.WriterOf(path);
        Assert.Equal(0, done.Result);
    }

    [Fact]
    public void Without_a_lease_the_scan_of_open_descriptors_decides()
    {
        Assert.SkipUnless(Sys.IsRoot, "needs to become another user");
        using var _ = _t.OpenForWrite("f");
        Fs.SetPermissions(_t.Top, 0x1ED); Fs.SetPermissions(_t.At("f"), 0x1A4);
        WriterState plain = default, told = default;
        var thread = new Thread(() =>
        {
            Sys.BecomeUser(65534);
            plain = Lease.WriterOf(_t.At("f"), () => new HashSet<FileIdentity>());
            told = Lease.WriterOf(_t.At("f"), () => new HashSet<FileIdentity> { FileIdentity.Of(Fs.LStat(_t.At("f"))!.Value) });
        });
        thread.Start(); thread.Join();
        Assert.Equal(WriterState.Unknown, plain);
        Assert.Equal(WriterState.Open, told);
    }
}
