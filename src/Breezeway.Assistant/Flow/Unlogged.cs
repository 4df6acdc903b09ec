using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// Keys whose content came here and whose location log is still to be written: one small file a commit in annex/breezeway/unlogged, removed when the journal has them. After a kill the next
/// start logs what is left.
/// </summary>
public static class Unlogged
{
    static int s_unique;
    static string Directory(AnnexRepository repository) => $"{repository.AnnexDirectory}/breezeway/unlogged";

    public static void Note(AnnexRepository repository, IReadOnlyCollection<Key> keys)
    {
        string dir = Directory(repository);
        Fs.MakeDirectories(dir);
        Fs.WriteAll($"{dir}/{Fs.ProcessId}.{Interlocked.Increment(ref s_unique)}", ByteText.Bytes(string.Concat(keys.Select(k => $"{k}\n"))));
    }

    /// <summary>The notes there are now: their files, and the keys whose content is really here.</summary>
    public static (IReadOnlyList<string> Files, IReadOnlyList<Key> Keys) Read(AnnexRepository repository)
    {
        string dir = Directory(repository);
        var files = new List<string>();
        var keys = new List<Key>();
        foreach (var e in Fs.TryList(dir, out _) ?? [])
        {
            files.Add($"{dir}/{e.Name}");
            foreach (string line in (Fs.TryReadText(files[^1]) ?? "").Split('\n'))
                if (Key.TryParse(line) is { } key && repository.Objects.Has(key)) keys.Add(key);
        }
        return (files, keys);
    }
}
