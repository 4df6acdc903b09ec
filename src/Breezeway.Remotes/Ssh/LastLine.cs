using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Remotes.Ssh;

/// <summary>Drains a stream, keeping its last line.</summary>
sealed class LastLine
{
    const int Most = 4096;
    string _text = "";

    public LastLine(FileHandle from) => new Thread(() => Drain(from)) { IsBackground = true, Name = "ssh messages" }.Start();

    public string Text => Volatile.Read(ref _text).TrimEnd().Split('\n')[^1].Trim();

    /// <summary>Holds the descriptor meanwhile: closed under a read, its number might come to mean another file.</summary>
    static int Read(FileHandle from, byte[] buffer)
    {
        bool held = false;
        from.DangerousAddRef(ref held);
        try { return from.Read(buffer); }
        finally { if (held) from.DangerousRelease(); }
    }

    void Drain(FileHandle from)
    {
        var buffer = new byte[Most];
        try
        {
            for (int n; (n = Read(from, buffer)) > 0;)
            {
                string all = Volatile.Read(ref _text) + ByteText.From(buffer.AsSpan(0, n));
                Volatile.Write(ref _text, all.Length > Most ? all[^Most..] : all);
            }
        }
        catch (Exception e) when (e is FileError or ObjectDisposedException) { /* closed */ }
    }
}
