using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>Puts content in the place of an unlocked file's pointer. Called with index.lock held.</summary>
public abstract record PointerFill
{
    PointerFill() { }
    /// <param name="Entry">The index entry with the new file's stat data.</param>
    public sealed record Filled(IndexEntry Entry) : PointerFill;
    /// <summary>Nothing to do: locked, no longer in the index, or filled already.</summary>
    public sealed record NotNeeded : PointerFill;
    /// <summary>The file is no pointer of the key any more: it was changed, and stays as it is.</summary>
    public sealed record Changed : PointerFill;

    public static PointerFill Fill(AnnexRepository repository, Key key, string file, IndexSnapshot index)
    {
        string path = repository.PathOf(file);
        if (!index.TryGet(file, out var entry) || !GitMode.IsRegular(entry.Mode) || repository.KeyOfBlob(entry.Mode, entry.Sha) != key) return new NotNeeded();
        if (!Fs.TryLStat(path, out var before, out _)) return new Changed();
        if (PointerFile.Read(path) != key) return entry.Stat.Matches(before) ? new NotNeeded() : new Changed();
        string temp = repository.Objects.OtherTmp("fill");
        try
        {
            if (!ContentFile.TryMake(repository, key, temp, entry.Mode == GitMode.Executable ? 0x1FFu : 0x1B6u)) return new NotNeeded();
            if (!Fs.RenameExchange(temp, path)) return new Changed();
            // the pointer was written over at the last moment: that text is the user's
            if (Fs.LStat(temp) is not { } displaced || displaced.Inode != before.Inode || !displaced.SameContentAs(before) || PointerFile.Read(temp) != key || Lease.IsOpenForWrite(temp))
            {
                if (!Fs.RenameExchange(temp, path)) WorkTreeUpdater.KeepBeside(temp, path);
                return new Changed();
            }
        }
        finally { Fs.TryUnlink(temp); }
        return Fs.LStat(path) is { } now ? new Filled(new IndexEntry(file, entry.Mode, entry.Sha, IndexStat.Of(now))) : new Changed();
    }
}
