using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class MountTableTests
{
    [Fact]
    public void A_line_is_read_with_its_escapes_and_optional_fields()
    {
        var m = Assert.Single(MountTable.Parse(
            "36 35 8:17 /sub\\134dir /media/My\\040Disk\\011x rw,noatime master:1 shared:7 - ext3 /dev/disk/by-label/a\\040b rw,errors=continue\n"));
        Assert.Equal(new Mount(36, 35, FileStat.MakeDevice(8, 17), "/sub\\dir", "/media/My Disk\tx", "ext3", "/dev/disk/by-label/a b", "rw,noatime"), m);
        Assert.False(m.IsReadOnly);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("36 35 98 / /mnt rw - ext3 /dev/root rw")]
    [InlineData("36 35 98:0 / /mnt rw ext3 /dev/root rw")]
    [InlineData("x 35 98:0 / /mnt rw - ext3 /dev/root rw")]
    public void What_is_no_mount_is_left_out(string line) => Assert.Empty(MountTable.Parse(line));

    [Theory]
    [InlineData("a\\040b", "a b")]
    [InlineData("a\\04", "a\\04")]
    [InlineData("\\777", "\\777")]
    [InlineData("\\134040", "\\040")]
    public void Escapes_are_undone_once(string from, string to) => Assert.Equal(to, MountTable.Unescape(from));

    [Fact]
    public void The_root_is_mounted_and_its_device_is_that_of_stat()
    {
        var root = MountTable.Read().Last(m => m.Point == "/");
        Assert.Equal(Fs.Stat("/")!.Value.Device, root.Device);
    }

    [Fact]
    public async Task A_wait_ends_by_its_token()
    {
        using var table = new MountTable();
        using var stop = new CancellationTokenSource();
        var wait = Task.Run(() => table.WaitForChange(stop.Token), CancellationToken.None);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_mount_and_an_unmount_are_noticed_even_when_they_came_before_the_wait()
    {
        using var t = new TempTree();
        using var table = new MountTable();
        Assert.SkipUnless(Sys.IsRoot && Sys.Mount("none", t.Top, "tmpfs", 0, "size=1m") == 0, "needs to mount");
        try
        {
            await Task.Run(() => table.WaitForChange(TestContext.Current.CancellationToken));
            Assert.Equal("tmpfs", MountTable.Read().Single(m => m.Point == t.Top).FileSystem);
        }
        finally { Assert.Equal(0, Sys.Unmount(t.Top, 0)); }
        await Task.Run(() => table.WaitForChange(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(MountTable.Read(), m => m.Point == t.Top);
    }
}
