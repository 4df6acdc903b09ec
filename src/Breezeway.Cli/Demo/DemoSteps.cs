using System.Globalization;
using Breezeway.Base.Files;

namespace Breezeway.Cli.Demo;

/// <summary>One thing that a user does in one clone.</summary>
/// <param name="Paths">What it touches: afterwards these are to be the same everywhere.</param>
sealed record DemoStep(DemoClone Origin, string What, IReadOnlyList<string> Paths, Action Do);

/// <summary>The changes that the demonstration makes by itself.</summary>
static class DemoSteps
{
    const int Photo = 100_000, Video = 5_000_000, Album = 20;

    internal static IEnumerable<DemoStep> All(IReadOnlyList<DemoClone> clones)
    {
        var (desk, laptop, office) = (clones[0], clones[1], clones[2]);
        yield return new(desk, "creates photo.jpg, 100 kB", ["photo.jpg"], () => Fs.WriteAll(desk.At("photo.jpg"), Bytes(Photo, 1)));
        yield return new(laptop, "creates notes/todo.txt", ["notes/todo.txt"], () =>
        {
            Fs.MakeDirectory(laptop.At("notes"));
            Fs.WriteText(laptop.At("notes/todo.txt"), "buy milk\n");
        });
        yield return new(office, "changes notes/todo.txt", ["notes/todo.txt"], () => Append(office.At("notes/todo.txt"), "call home\n"));
        yield return new(laptop, "renames photo.jpg to beach.jpg", ["photo.jpg", "beach.jpg"], () => Fs.Rename(laptop.At("photo.jpg"), laptop.At("beach.jpg")));
        string[] album = [.. Enumerable.Range(1, Album).Select(n => string.Create(CultureInfo.InvariantCulture, $"album/{n}.jpg"))];
        yield return new(desk, $"creates {Album} files in album/ at once", album, () =>
        {
            Fs.MakeDirectory(desk.At("album"));
            foreach (var (path, n) in album.Select((p, n) => (p, n))) Fs.WriteAll(desk.At(path), Bytes(10_000, 10 + n));
        });
        yield return new(office, "creates video.mp4, 5 MB", ["video.mp4"], () => Fs.WriteAll(office.At("video.mp4"), Bytes(Video, 2)));
        yield return new(laptop, "deletes album/7.jpg", ["album/7.jpg"], () => Fs.Unlink(laptop.At("album/7.jpg")));
    }

    static void Append(string path, string text)
    {
        using var file = FileHandle.Open(path, OpenMode.Write | OpenMode.Append);
        file.Write(Base.Text.ByteText.Bytes(text));
    }

    static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
