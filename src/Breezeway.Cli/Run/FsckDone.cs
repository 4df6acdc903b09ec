using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Cli.Run;

/// <summary>The keys that an incremental fsck has found good since it was started, beside the time of that start as the reference keeps it. Thread-safe.</summary>
public sealed class FsckDone : IDisposable
{
    readonly Lock _lock = new();
    readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    readonly FileHandle _log;

    FsckDone(FileHandle log) => _log = log;

    /// <param name="uuid">The repository that is checked.</param>
    /// <param name="startAfter">Start anew when the last start is longer ago; zero: always; null: never.</param>
    public static FsckDone Open(AnnexRepository repository, Uuid uuid, TimeSpan? startAfter)
    {
        string state = $"{repository.AnnexDirectory}/fsck/{uuid}/state", keys = $"{repository.AnnexDirectory}/breezeway/fsck-{uuid}";
        repository.Permissions.MakeDirectories(Fs.Parent(state));
        repository.Permissions.MakeDirectories(Fs.Parent(keys));
        long now = repository.Time.GetUtcNow().ToUnixTimeSeconds();
        long? started = Fs.TryReadText(state) is { } t && long.TryParse(t.Trim().TrimEnd('s').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long s) ? s : null;
        if (startAfter is { } after && (started is null || now - started >= after.TotalSeconds))
        {
            Fs.TryUnlink(keys);
            Fs.WriteText(state, string.Create(CultureInfo.InvariantCulture, $"{now}s"));
        }
        var done = new FsckDone(FileHandle.Open(keys, OpenMode.ReadWrite | OpenMode.Create | OpenMode.Append));
        // an unfinished last line is a key that will be checked again
        foreach (string line in ByteText.From(done._log.ReadToEnd()).Split('\n').SkipLast(1)) done._keys.Add(line);
        return done;
    }

    public bool Contains(Key key) { lock (_lock) return _keys.Contains(key.ToString()); }

    public void Add(Key key)
    {
        lock (_lock) if (_keys.Add(key.ToString())) _log.Write(ByteText.Bytes($"{key}\n"));
    }

    public void Dispose() => _log.Dispose();
}
