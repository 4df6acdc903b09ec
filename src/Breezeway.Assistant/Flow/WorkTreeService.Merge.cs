using Breezeway.Annex.Keys;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;
using Breezeway.Sync.Merge;

namespace Breezeway.Assistant.Flow;

// What came from elsewhere is merged, and files are filled when their content arrives.
public sealed partial class WorkTreeService
{
    /// <summary>Refs that bring news for the current branch: what was pushed to us, and what was fetched.</summary>
    List<(string Name, Sha Value)> Incoming(string branch)
    {
        var found = new List<(string, Sha)>();
        void Add(string name) { if (_repository.Refs.Read(name) is { } sha) found.Add((name, sha)); }
        Add($"refs/heads/synced/{branch}");
        foreach (var r in _repository.Settings.Remotes.Where(r => r.Sync && r.Pull))
        {
            Add($"refs/remotes/{r.Name}/{branch}");
            Add($"refs/remotes/{r.Name}/synced/{branch}");
        }
        return found;
    }

    void MergeIncoming()
    {
        if (_repository.Refs.CurrentBranch is not { } branch) return;
        foreach (var (name, sha) in Incoming(branch).DistinctBy(r => r.Value))
            if (!MergeOne(sha, name)) { lock (_lock) _mergeWanted = true; return; }
    }

    /// <summary>False when it has to be tried again.</summary>
    bool MergeOne(Sha sha, string name)
    {
        MergeOutcome outcome;
        try { outcome = _merger.Merge(sha); }
        catch (Base.CorruptData e) { _log.Say($"cannot merge {name}: {e.Message}"); return true; }
        switch (outcome)
        {
            case MergeOutcome.Merged m:
                NotBusy();
                IndexWritten();
                foreach (var (path, key) in m.Missing) Missing.Add(key, path);
                var files = m.Changes.Where(c => !c.IsRemoval && !GitMode.IsGitlink(c.NewMode)).ToList();
                _log.Say($"merge {Short(name)}: {m.Changes.Count} changes ok");
                var changed = new List<ContentChange>();
                foreach (var c in files) if (_repository.KeyOfBlob(c.NewMode, c.NewSha) is { } k) changed.Add(new(k, c.Path));
                _flow.Merged(m.Commit, changed, [.. m.Missing.Select(x => new ContentChange(x.Key, x.Path))]);
                // content that came while the merge ran
                foreach (var (_, key) in m.Missing) if (_repository.Objects.Has(key)) Arrived(key);
                return true;
            case MergeOutcome.Blocked b:
                foreach (string p in b.Paths) if (IsLeftAlone(p)) Report(p, $"has changes that are not committed; {Short(name)} cannot be merged until they are"); else if (!CommitsChanges) Report(p, "has changes that are not committed: not merged"); else Dirty.Add(p);
                _notBefore = Environment.TickCount64 + (long)_busy.TotalMilliseconds;
                _busy = _busy * 2 < s_busyLongest ? _busy * 2 : s_busyLongest;
                return false;
            case MergeOutcome.Busy busy: Busy(busy.Why); return false;
            case MergeOutcome.Conflicted c:
                string text = $"{Short(name)}: both sides changed {string.Join(", ", c.Paths.Take(5))}: resolve with git merge {Short(name)}";
                if (text != _lastConflict) { _lastConflict = text; _log.Say(text); }
                return true;
            default: return true;
        }
    }

    static string Short(string name) => name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name[11..] : name.StartsWith("refs/remotes/", StringComparison.Ordinal) ? name[13..] : name;

    /// <summary>Puts content that arrived into the files that lack it; their index entries get the new stat data at once, so that git runs no filter.</summary>
    void Fill(List<Key> keys)
    {
        var work = new List<(Key Key, string File)>();
        foreach (var key in keys)
            if (_repository.Objects.Has(key)) foreach (string f in Missing.Take(key)) work.Add((key, f));
        if (work.Count == 0) return;
        var filled = work.Select(w => new ContentChange(w.Key, w.File)).DistinctBy(w => w.Key).ToList();
        using var index = _repository.Index.TryLock(TimeSpan.FromMilliseconds(500));
        if (index is null)
        {
            foreach (var (key, f) in work) { Missing.Add(key, f); lock (_lock) _arrived.Add(key); }
            Busy("index.lock is held by another program");
            return;
        }
        var edits = new List<IndexEdit>();
        foreach (var (key, file) in work)
        {
            switch (PointerFill.Fill(_repository, key, file, index.Snapshot))
            {
                case PointerFill.Filled f: edits.Add(IndexEdit.Set(f.Entry)); break;
                case PointerFill.Changed: Dirty.Add(file); break;
            }
        }
        if (edits.Count > 0)
        {
            index.Write(edits, _committer.IsChanged);
            index.Commit();
            _committer.Remember();
            IndexWritten();
        }
        _flow.ContentFilled(filled);
    }
}
